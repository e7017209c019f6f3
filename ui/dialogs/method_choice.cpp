#include "ui/dialogs/method_choice.h"

#include "ui/support/theme.h"

#include <QButtonGroup>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {
constexpr int kIndent = 24;      ///< below the text of its button
constexpr int kTextWidth = 420;  ///< sentences wrap there
}  // namespace

MethodChoice::MethodChoice(const QVector<MethodOption>& options, QWidget* parent)
    : QWidget(parent), options_(options), buttons_(new QButtonGroup(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kSmallGap);
  for (int i = 0; i < options_.size(); ++i) {
    const MethodOption& option = options_[i];
    const bool possible = option.missing.isEmpty();
    auto* button = new QRadioButton(option.title, this);
    button->setObjectName(option.method);
    button->setEnabled(possible);
    button->setToolTip(possible ? option.text : option.missing);
    button->setAccessibleDescription(button->toolTip());
    buttons_->addButton(button, i);
    auto* text = new QLabel(possible ? option.text : option.missing, this);
    text->setWordWrap(true);
    text->setIndent(kIndent);
    text->setMinimumWidth(kTextWidth + kIndent);
    setTextRole(text, TextSize::Caption, false, true);
    if (i > 0) layout->addSpacing(kSmallGap);
    layout->addWidget(button);
    layout->addWidget(text);
    if (possible && buttons_->checkedId() < 0) button->setChecked(true);
  }
  connect(buttons_, &QButtonGroup::idClicked, this, [this](int) { Q_EMIT methodChosen(method()); });
}

QString MethodChoice::method() const {
  const int id = buttons_->checkedId();
  return id < 0 ? QString() : options_[id].method;
}

void MethodChoice::setMethod(const QString& method) {
  for (int i = 0; i < options_.size(); ++i) {
    if (options_[i].method != method || !options_[i].missing.isEmpty()) continue;
    buttons_->button(i)->setChecked(true);
    buttons_->button(i)->setFocus();  // arrows go on from the chosen one
    Q_EMIT methodChosen(method);
  }
}

}  // namespace maskwright::ui
