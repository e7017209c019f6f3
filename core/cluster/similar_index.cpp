#include "core/cluster/similar_index.h"

#include "core/base/atomic_file.h"
#include "core/cluster/unit_rows.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>
#include <faiss/invlists/OnDiskInvertedLists.h>
#include <faiss/utils/distances.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <set>

namespace maskwright::cluster {
namespace {

using Index = faiss::IndexIVFScalarQuantizer;
using Id = faiss::Index::idx_t;

constexpr size_t kBlock = 20'000;            // rows added between two looks at the cancel token
constexpr size_t kSampleOfQueries = 100;     // that the number of probes is set by
constexpr size_t kMeasuredNeighbours = 100;  // recall@100
constexpr int kCentreIterations = 10;
constexpr int kRowsPerCentre = 64;

/// Faiss writes through this into a file that is put in place when it is whole.
class AtomicWriter : public faiss::IOWriter {
 public:
  explicit AtomicWriter(AtomicFile& file) : file_(file) {}
  size_t operator()(const void* bytes, size_t size, size_t count) override {
    state_ = file_.write({static_cast<const char*>(bytes), size * count});
    return state_.ok() ? count : 0;
  }
  const Result<void>& state() const { return state_; }

 private:
  AtomicFile& file_;
  Result<void> state_;
};

Result<void> writeIndex(const Index& index, const std::filesystem::path& target) {
  AtomicFile file(target);
  if (auto opened = file.open(); !opened) return opened.error();
  AtomicWriter writer(file);
  try {
    faiss::write_index(&index, &writer);
  } catch (const faiss::FaissException& exception) {
    if (!writer.state()) return writer.state().error();
    return Error{ErrorKind::Internal, exception.what(), target.string()};
  }
  return file.commit();
}

/// Rows with a direction, unit length, and their ids.
struct Rows {
  std::vector<float> values;
  std::vector<Id> ids;
};

Rows directedRows(std::span<const float> values, size_t width, std::span<const int64_t> ids) {
  Rows out;
  out.values.reserve(values.size());
  std::vector<float> row(width);
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto source = values.subspan(i * width, width);
    row.assign(source.begin(), source.end());
    if (!toUnit(row)) continue;
    out.values.insert(out.values.end(), row.begin(), row.end());
    out.ids.push_back(ids[i]);
  }
  return out;
}

/// About the square root of the rows: looking for the list and into the lists cost alike.
size_t listsFor(size_t rows) {
  return std::clamp<size_t>(static_cast<size_t>(std::sqrt(static_cast<double>(rows))), 16, 4096);
}

std::unique_ptr<Index> emptyIndex(size_t rows, size_t width, bool exact) {
  const auto metric = faiss::METRIC_INNER_PRODUCT;
  const size_t lists = exact ? 1 : listsFor(rows);
  auto* centres = new faiss::IndexFlatIP(static_cast<Id>(width));
  const auto kind = exact ? faiss::ScalarQuantizer::QT_fp16 : faiss::ScalarQuantizer::QT_8bit;
  auto index = std::make_unique<Index>(centres, width, lists, kind, metric, !exact);
  index->own_fields = true;
  index->cp.niter = kCentreIterations;
  index->cp.max_points_per_centroid = kRowsPerCentre;
  index->cp.min_points_per_centroid = 1;
  return index;
}

/// Rows by stride: the quantizer looks at no more than it needs.
std::vector<float> everyNth(const Rows& rows, size_t width, size_t count) {
  const size_t all = rows.ids.size();
  if (all <= count) return rows.values;
  std::vector<float> out;
  out.reserve(count * width);
  for (size_t i = 0; i < count; ++i) {
    const float* row = rows.values.data() + i * all / count * width;
    out.insert(out.end(), row, row + width);
  }
  return out;
}

/// sum of weights[d] * code[d]. Faiss decodes every value before it multiplies, and as packaged for
/// any x86-64 one at a time: ten times as long.
__attribute__((target_clones("arch=haswell", "default"))) float weightedSum(const float* weights,
                                                                            const uint8_t* code,
                                                                            size_t width) {
  constexpr size_t kLanes = 32;
  float lane[kLanes] = {};
  size_t d = 0;
  for (; d + kLanes <= width; d += kLanes)
    for (size_t i = 0; i < kLanes; ++i) lane[i] += weights[d + i] * static_cast<float>(code[d + i]);
  float sum = 0;
  for (; d < width; ++d) sum += weights[d] * static_cast<float>(code[d]);
  for (const float part : lane) sum += part;
  return sum;
}

/// By falling cosine, equal ones by rising id.
bool nearer(const Similar& a, const Similar& b) {
  return a.cosine != b.cosine ? a.cosine > b.cosine : a.id < b.id;
}

/// The k best so far; the worst of them on top of a heap.
class Best {
 public:
  explicit Best(size_t k) : k_(k) { heap_.reserve(k + 1); }
  void add(Id id, float cosine) {
    const Similar one{id, cosine};
    if (heap_.size() == k_ && !nearer(one, heap_.front())) return;
    heap_.push_back(one);
    std::push_heap(heap_.begin(), heap_.end(), nearer);
    if (heap_.size() <= k_) return;
    std::pop_heap(heap_.begin(), heap_.end(), nearer);
    heap_.pop_back();
  }
  std::vector<Similar> take() {
    std::sort(heap_.begin(), heap_.end(), nearer);
    return std::move(heap_);
  }

 private:
  size_t k_;
  std::vector<Similar> heap_;
};

/// Eight bits a value: a row is its centre plus, per value, low + (code + 1/2) / 255 * range.
std::vector<Similar> searchLists(const Index& index, const float* asked, size_t k) {
  const auto width = static_cast<size_t>(index.d);
  const float* low = index.sq.trained.data();
  std::vector<float> weights(width);
  float offset = 0;
  for (size_t d = 0; d < width; ++d) {
    weights[d] = asked[d] * low[width + d] / 255;
    offset += asked[d] * low[d] + weights[d] / 2;
  }
  std::vector<float> centre(index.nprobe);
  std::vector<Id> list(index.nprobe);
  index.quantizer->search(1, asked, static_cast<Id>(index.nprobe), centre.data(), list.data());
  Best best(k);
  for (size_t p = 0; p < list.size() && list[p] >= 0; ++p) {
    const auto number = static_cast<size_t>(list[p]);
    const size_t size = index.invlists->list_size(number);
    const uint8_t* codes = index.invlists->get_codes(number);
    // In a mapped file ids lie right behind codes of any width, so at any address.
    const auto* ids = reinterpret_cast<const std::byte*>(index.invlists->get_ids(number));
    for (size_t i = 0; i < size; ++i) {
      Id id = 0;
      std::memcpy(&id, ids + i * sizeof(Id), sizeof(Id));
      best.add(id, centre[p] + offset + weightedSum(weights.data(), codes + i * width, width));
    }
  }
  return best.take();
}

/// Half precision, all rows.
std::vector<Similar> searchAll(const Index& index, const float* asked, size_t k) {
  std::vector<float> cosine(k);
  std::vector<Id> ids(k);
  index.search(1, asked, static_cast<Id>(k), cosine.data(), ids.data());
  std::vector<Similar> out;
  for (size_t i = 0; i < k && ids[i] >= 0; ++i) out.push_back({ids[i], cosine[i]});
  std::sort(out.begin(), out.end(), nearer);
  return out;
}

/// Mean share of the `truth` ([queries, k] ids) that the index finds.
double recallOf(const Index& index,
                const std::vector<float>& queries,
                const std::vector<Id>& truth,
                size_t k) {
  size_t hits = 0;
  for (size_t q = 0; q * k < truth.size(); ++q) {
    const std::set<Id> wanted(truth.begin() + static_cast<std::ptrdiff_t>(q * k),
                              truth.begin() + static_cast<std::ptrdiff_t>((q + 1) * k));
    const float* asked = queries.data() + q * static_cast<size_t>(index.d);
    for (const Similar& one : searchLists(index, asked, k)) hits += wanted.contains(one.id);
  }
  return static_cast<double>(hits) / static_cast<double>(truth.size());
}

/// Probes as many lists as `recall` asks for; returns the recall reached.
double setProbes(Index& index, const Rows& rows, size_t width, double recall) {
  const auto queries = everyNth(rows, width, kSampleOfQueries);
  const size_t count = queries.size() / width, k = std::min(kMeasuredNeighbours, rows.ids.size());
  std::vector<float> cosine(count * k);
  std::vector<Id> truth(count * k);
  // The rows as they lie, not copied into an index: they can fill most of the memory.
  faiss::knn_inner_product(queries.data(),
                           rows.values.data(),
                           width,
                           count,
                           rows.ids.size(),
                           k,
                           cosine.data(),
                           truth.data());
  for (Id& row : truth) row = rows.ids[static_cast<size_t>(row)];
  double reached = 0;
  for (size_t probes = 4;; probes = probes * 3 / 2) {
    index.nprobe = std::min(probes, index.nlist);
    reached = recallOf(index, queries, truth, k);
    if (reached >= recall || index.nprobe == index.nlist) return reached;
  }
}

/// Faiss maps a file that was cut off, too; a query would then touch pages that aren't there.
bool isWhole(const faiss::OnDiskInvertedLists& lists) {
  return std::ranges::all_of(lists.lists, [&](const faiss::OnDiskOneList& list) {
    return list.offset + list.capacity * (lists.code_size + sizeof(Id)) <= lists.totsize;
  });
}

Error cancelled() {
  return {ErrorKind::Cancelled, "the index of similar ones was stopped", ""};
}

}  // namespace

struct SimilarIndex::Impl {
  std::unique_ptr<Index> index;
};

SimilarIndex::SimilarIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SimilarIndex::SimilarIndex(SimilarIndex&&) noexcept = default;
SimilarIndex& SimilarIndex::operator=(SimilarIndex&&) noexcept = default;
SimilarIndex::~SimilarIndex() = default;

Result<SimilarBuilt> SimilarIndex::build(std::span<const float> values,
                                         int dimension,
                                         std::span<const int64_t> ids,
                                         const std::filesystem::path& file,
                                         const SimilarSettings& settings,
                                         const CancelToken& cancel,
                                         const std::function<void(double)>& progress) {
  const auto width = static_cast<size_t>(std::max(1, dimension));
  if (dimension < 1 || values.size() != ids.size() * width)
    return Error{ErrorKind::WrongUse, "rows and ids don't fit", file.string()};
  const Rows rows = directedRows(values, width, ids);
  if (rows.ids.empty()) return Error{ErrorKind::WrongUse, "no row has a direction", file.string()};
  const size_t count = rows.ids.size();
  const bool exact = rows.values.size() <= settings.exactValues;
  const auto index = emptyIndex(count, width, exact);
  {
    const auto sample = everyNth(rows, width, index->nlist * kRowsPerCentre);
    index->train(static_cast<Id>(sample.size() / width), sample.data());
  }
  for (size_t from = 0; from < count; from += kBlock) {
    if (cancel.stop_requested()) return cancelled();
    const size_t many = std::min(kBlock, count - from);
    index->add_with_ids(
        static_cast<Id>(many), rows.values.data() + from * width, rows.ids.data() + from);
    if (progress) progress(0.9 * static_cast<double>(from + many) / static_cast<double>(count));
  }
  SimilarBuilt built;
  built.rows = static_cast<int64_t>(count);
  if (!exact) built.recall = setProbes(*index, rows, width, settings.recall);
  built.lists = static_cast<int>(index->nlist);
  built.probes = static_cast<int>(index->nprobe);
  if (cancel.stop_requested()) return cancelled();
  if (const auto written = writeIndex(*index, file); !written) return written.error();
  if (progress) progress(1);
  return built;
}

Result<SimilarIndex> SimilarIndex::open(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    return Error{ErrorKind::NotFound, "there is no index of similar ones", file.string()};
  try {
    std::unique_ptr<faiss::Index> read(
        faiss::read_index(file.c_str(), faiss::IO_FLAG_MMAP | faiss::IO_FLAG_READ_ONLY));
    auto* lists = dynamic_cast<Index*>(read.get());
    if (!lists) return Error{ErrorKind::Unreadable, "is no index of similar ones", file.string()};
    const bool ours = lists->nlist == 1 ||
                      (lists->sq.qtype == faiss::ScalarQuantizer::QT_8bit && lists->by_residual);
    if (!ours || lists->metric_type != faiss::METRIC_INNER_PRODUCT)
      return Error{ErrorKind::Unreadable, "is an index of another kind", file.string()};
    auto* mapped = dynamic_cast<faiss::OnDiskInvertedLists*>(lists->invlists);
    if (!mapped || !isWhole(*mapped))
      return Error{ErrorKind::Unreadable, "is cut off", file.string()};
    mapped->prefetch_nthread = 0;  // threads a query cost more than the pages they touch
    auto impl = std::make_unique<Impl>();
    (void)read.release();  // `lists` is it
    impl->index.reset(lists);
    return SimilarIndex(std::move(impl));
  } catch (const std::exception& exception) {  // Faiss's own, and std::bad_alloc of absurd sizes
    return Error{ErrorKind::Unreadable,
                 std::string("is no whole index of similar ones (") + exception.what() + ")",
                 file.string()};
  }
}

std::vector<Similar> SimilarIndex::nearest(std::span<const float> row, int count) const {
  const Index& index = *impl_->index;
  std::vector<float> asked(row.begin(), row.end());
  if (static_cast<int>(row.size()) != index.d || count < 1 || !toUnit(asked)) return {};
  const auto k = std::min(static_cast<size_t>(count), static_cast<size_t>(index.ntotal));
  auto found =
      index.nlist == 1 ? searchAll(index, asked.data(), k) : searchLists(index, asked.data(), k);
  for (Similar& one : found) one.cosine = std::clamp(one.cosine, -1.0F, 1.0F);
  return found;
}

int64_t SimilarIndex::size() const {
  return impl_->index->ntotal;
}

int SimilarIndex::dimension() const {
  return impl_->index->d;
}

}  // namespace maskwright::cluster
