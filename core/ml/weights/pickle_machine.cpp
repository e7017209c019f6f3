#include "core/ml/weights/pickle_machine.h"

#include "core/ml/weights/pickle_stack.h"

#include <bit>
#include <string>

namespace maskwright::ml {
namespace {

bool hashable(const PickleValue& key) {
  switch (key.kind) {
    case PickleKind::List:
    case PickleKind::Dict:
    case PickleKind::Passed:
      return false;
    default:
      return true;
  }
}

/// A name of the file for a message: short, printable.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) out += c >= 0x20 && c < 0x7F ? c : '?';
  return out + (text.size() > 60 ? "..." : "");
}

class PickleMachine {
 public:
  PickleMachine(ByteReader& reader, PickleTree& tree)
      : reader_(reader), tree_(tree), stack_(tree) {}

  PickleId run() {
    if (reader_.number<uint8_t>() != kProto) refuse("is no binary pickle (protocol 2 or newer)");
    const auto protocol = reader_.number<uint8_t>();
    if (protocol < 2 || protocol > 5)
      refuse("has pickle protocol " + std::to_string(protocol) + ", which is not known");
    for (size_t step = 0; step < kMostPickleSteps; ++step) {
      const auto code = reader_.number<uint8_t>();
      if (code == '.') {
        const PickleId root = pop();
        if (!stack_.empty()) refuse("pickle ends with values left over");
        return root;
      }
      perform(code);
    }
    refuse("pickle has too many steps");
  }

 private:
  static constexpr uint8_t kProto = 0x80;

  PickleId pop() { return stack_.pop(); }
  PickleValue& top() { return stack_.top(); }
  void push(PickleValue value) { stack_.push(std::move(value)); }

  void pushNone() { push(PickleValue{}); }
  void pushInteger(int64_t value, PickleKind kind = PickleKind::Integer) {
    PickleValue made;
    made.kind = kind;
    made.integer = value;
    push(std::move(made));
  }
  void pushBytes(PickleKind kind, uint64_t count) {
    PickleValue made;
    made.kind = kind;
    made.bytes = reader_.take(count);
    push(std::move(made));
  }
  void pushItems(PickleKind kind, std::vector<PickleId> items) {
    PickleValue made;
    made.kind = kind;
    made.items = std::move(items);
    push(std::move(made));
  }
  uint64_t length32() {
    const auto count = reader_.number<int32_t>();
    if (count < 0) refuse("pickle has a negative length");
    return static_cast<uint64_t>(count);
  }
  void pushLong(uint64_t bytes) {
    const auto digits = reader_.take(bytes);
    if (bytes > 8) {
      PickleValue made;
      made.kind = PickleKind::Huge;
      made.bytes = digits;
      return push(std::move(made));
    }
    uint64_t value = bytes > 0 && (digits.back() & 0x80) ? ~uint64_t{0} : 0;
    for (size_t i = bytes; i-- > 0;) value = value << 8 | static_cast<uint8_t>(digits[i]);
    pushInteger(static_cast<int64_t>(value));
  }
  void pushReal() {
    uint64_t bits = 0;
    for (const char c : reader_.take(8)) bits = bits << 8 | static_cast<uint8_t>(c);
    PickleValue made;
    made.kind = PickleKind::Real;
    made.real = std::bit_cast<double>(bits);
    push(std::move(made));
  }

  void pushGlobal(std::string_view module, std::string_view name) {
    const auto known = knownGlobal(module, name);
    if (!known)
      refuse("asks to load \"" + shown(module) + "." + shown(name) +
             "\"; only plain tensors are read, nothing in the file is run");
    PickleValue made;
    made.kind = PickleKind::Global;
    made.global = *known;
    push(std::move(made));
  }

  void appendTo(const std::vector<PickleId>& values) {
    PickleValue& list = top();
    if (list.kind != PickleKind::List) refuse("pickle appends to something that is no list");
    list.items.insert(list.items.end(), values.begin(), values.end());
  }
  void setItems(const std::vector<PickleId>& values) {
    PickleValue& dict = top();
    if (dict.kind != PickleKind::Dict) refuse("pickle sets items of something that is no dict");
    addPairs(dict, values);
  }
  void addPairs(PickleValue& dict, const std::vector<PickleId>& values) {
    if (values.size() % 2 != 0) refuse("pickle has a key without a value");
    for (size_t i = 0; i < values.size(); i += 2)
      if (!hashable(tree_[values[i]])) refuse("pickle has a dictionary key that can't be one");
    dict.items.insert(dict.items.end(), values.begin(), values.end());
  }

  /// A call in Python; here: a value that remembers what it was to be made of.
  void make() {
    const PickleId argumentsId = pop();
    const PickleId callableId = pop();
    if (tree_[callableId].kind != PickleKind::Global ||
        tree_[argumentsId].kind != PickleKind::Tuple)
      refuse("pickle calls something that is no known name");
    const PickleGlobal global = tree_[callableId].global;
    const std::vector<PickleId> arguments = tree_[argumentsId].items;
    PickleValue made;
    made.global = global;
    switch (global.meaning) {
      case PickleMeaning::OrderedDict:
        made.kind = PickleKind::Dict;
        addListedPairs(made, arguments);
        break;
      case PickleMeaning::Set:
        made.kind = PickleKind::Passed;
        break;
      case PickleMeaning::Bytes:
        if (!arguments.empty()) refuse("pickle makes bytes in an unknown way");
        made.kind = PickleKind::Bytes;
        break;
      case PickleMeaning::LatinBytes:
        if (arguments.size() != 2 || tree_[arguments[0]].kind != PickleKind::Text ||
            tree_[arguments[1]].bytes != "latin1")
          refuse("pickle makes bytes in an unknown way");
        made.kind = PickleKind::Bytes;
        made.latin = true;
        made.bytes = tree_[arguments[0]].bytes;
        break;
      case PickleMeaning::Storage:
      case PickleMeaning::Class:
        refuse("pickle calls " + std::string(global.module) + "." + std::string(global.name) +
               ", which weights never do");
      default:
        made.kind = PickleKind::Object;
        made.items = arguments;
    }
    push(std::move(made));
  }

  /// Python 2 gave an OrderedDict its content as a list of pairs.
  void addListedPairs(PickleValue& dict, const std::vector<PickleId>& arguments) {
    if (arguments.size() != 1 || tree_[arguments[0]].kind != PickleKind::List) return;
    for (const PickleId pair : tree_[arguments[0]].items) {
      if (tree_[pair].items.size() != 2) refuse("pickle has a key without a value");
      addPairs(dict, tree_[pair].items);
    }
  }

  void build() {
    const PickleId state = pop();
    PickleValue& target = top();
    if (target.kind == PickleKind::Object) {
      target.state = state;
    } else if (target.kind != PickleKind::Dict && target.kind != PickleKind::Passed) {
      refuse("pickle gives a state to something that has none");
    }
  }

  void perform(uint8_t code) {
    if (!performValue(code) && !performContainer(code) && !performOther(code)) {
      static constexpr char kDigits[] = "0123456789abcdef";
      refuse(std::string("pickle has the step 0x") + kDigits[code >> 4] + kDigits[code & 15] +
             ", which weights never need");
    }
  }

  /// Steps that make a plain value.
  bool performValue(uint8_t code) {
    switch (code) {
      case 'N':
        pushNone();
        break;
      case 0x88:
      case 0x89:
        pushInteger(code == 0x88 ? 1 : 0, PickleKind::Bool);
        break;
      case 'J':
        pushInteger(reader_.number<int32_t>());
        break;
      case 'K':
        pushInteger(reader_.number<uint8_t>());
        break;
      case 'M':
        pushInteger(reader_.number<uint16_t>());
        break;
      case 0x8A:
        pushLong(reader_.number<uint8_t>());
        break;
      case 0x8B:
        pushLong(length32());
        break;
      case 'G':
        pushReal();
        break;
      case 'X':
        pushBytes(PickleKind::Text, reader_.number<uint32_t>());
        break;
      case 0x8C:
      case 'U':
        pushBytes(PickleKind::Text, reader_.number<uint8_t>());
        break;
      case 0x8D:
        pushBytes(PickleKind::Text, reader_.number<uint64_t>());
        break;
      case 'T':
        pushBytes(PickleKind::Text, length32());
        break;
      case 'B':
        pushBytes(PickleKind::Bytes, reader_.number<uint32_t>());
        break;
      case 'C':
        pushBytes(PickleKind::Bytes, reader_.number<uint8_t>());
        break;
      case 0x8E:
      case 0x96:
        pushBytes(PickleKind::Bytes, reader_.number<uint64_t>());
        break;
      default:
        return false;
    }
    return true;
  }

  /// Steps that make or fill tuples, lists, dictionaries and sets.
  bool performContainer(uint8_t code) {
    switch (code) {
      case ')':
        pushItems(PickleKind::Tuple, {});
        break;
      case 0x85:
      case 0x86:
      case 0x87:
        pushItems(PickleKind::Tuple, stack_.pop(code - 0x84u));
        break;
      case 't':
        pushItems(PickleKind::Tuple, stack_.popMark());
        break;
      case ']':
        pushItems(PickleKind::List, {});
        break;
      case 'l':
        pushItems(PickleKind::List, stack_.popMark());
        break;
      case 'a':
        appendTo(stack_.pop(1));
        break;
      case 'e':
        appendTo(stack_.popMark());
        break;
      case '}':
        pushItems(PickleKind::Dict, {});
        break;
      case 'd': {
        PickleValue dict;
        dict.kind = PickleKind::Dict;
        addPairs(dict, stack_.popMark());
        push(std::move(dict));
        break;
      }
      case 's':
        setItems(stack_.pop(2));
        break;
      case 'u':
        setItems(stack_.popMark());
        break;
      case 0x8F:
        pushItems(PickleKind::Passed, {});
        break;
      case 0x90:
        stack_.popMark();
        if (top().kind != PickleKind::Passed) refuse("pickle adds to something that is no set");
        break;
      case 0x91:
        stack_.popMark();
        pushItems(PickleKind::Passed, {});
        break;
      default:
        return false;
    }
    return true;
  }

  /// Stack, memo, names and calls.
  bool performOther(uint8_t code) {
    switch (code) {
      case '(':
        stack_.mark();
        break;
      case '0':
        pop();
        break;
      case '1':
        stack_.popMark();
        break;
      case '2':
        stack_.push(stack_.topId());
        break;
      case 'q':
        stack_.remember(reader_.number<uint8_t>());
        break;
      case 'r':
        stack_.remember(reader_.number<uint32_t>());
        break;
      case 0x94:
        stack_.rememberNext();
        break;
      case 'h':
        stack_.recall(reader_.number<uint8_t>());
        break;
      case 'j':
        stack_.recall(reader_.number<uint32_t>());
        break;
      case 'c': {
        const auto module = reader_.line();
        pushGlobal(module, reader_.line());
        break;
      }
      case 0x93: {
        const PickleId name = pop();
        const PickleId module = pop();
        if (tree_[name].kind != PickleKind::Text || tree_[module].kind != PickleKind::Text)
          refuse("pickle names something with what is no text");
        pushGlobal(tree_[module].bytes, tree_[name].bytes);
        break;
      }
      case 'R':
      case 0x81:
        make();
        break;
      case 'b':
        build();
        break;
      case 'Q':
        pushItems(PickleKind::Persistent, stack_.pop(1));
        break;
      case 0x95:
        if (reader_.number<uint64_t>() > reader_.left())
          refuse("pickle frame ends behind the file");
        break;
      default:
        return false;
    }
    return true;
  }

  ByteReader& reader_;
  PickleTree& tree_;
  PickleStack stack_;
};

}  // namespace

PickleId readPickle(ByteReader& reader, PickleTree& tree) {
  return PickleMachine(reader, tree).run();
}

}  // namespace maskwright::ml
