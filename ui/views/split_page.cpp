#include "ui/views/split_page.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/views/crop_list_view.h"
#include "ui/views/key_button.h"
#include "ui/views/section.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace maskwright::ui {

SplitPage::SplitPage(ImageLoader* loader, MaskProvider* masks, QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("splitPage"));
  auto* halves = new QHBoxLayout;
  halves->setSpacing(0);
  halves->addWidget(buildHalf(Stay, loader, masks), 1);
  halves->addWidget(separator(Qt::Vertical, this));
  halves->addWidget(buildHalf(Part, loader, masks), 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(buildHeader());
  column->addWidget(separator(Qt::Horizontal, this));
  column->addLayout(halves, 1);
  setFocusProxy(views_[Part]);
}

QWidget* SplitPage::buildHeader() {
  auto* header = new QWidget(this);
  title_ = new QLabel(header);
  setTextRole(title_, TextSize::Title, true);
  auto* over = new KeyButton(
      icon("relabel"), tr("To the other side"), {}, header, QStringLiteral("cluster.move"));
  over->setToolTip(tr("The selected masks go to the other half"));
  connect(over, &QToolButton::clicked, this, &SplitPage::moveOver);
  auto* leave = new QPushButton(tr("Keep as one (Esc)"), header);
  leave->setProperty("quiet", true);
  connect(leave, &QPushButton::clicked, this, &SplitPage::cancelled);
  confirm_ = new QPushButton(tr("Split (Enter)"), header);
  confirm_->setProperty("primary", true);
  connect(confirm_, &QPushButton::clicked, this, &SplitPage::confirm);
  for (QPushButton* button : {leave, confirm_}) button->setFocusPolicy(Qt::TabFocus);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(2 * kGap, kGap, 2 * kGap, kGap);
  row->setSpacing(kGap);
  row->addWidget(title_);
  row->addStretch();
  row->addWidget(over);
  row->addWidget(leave);
  row->addWidget(confirm_);
  return header;
}

QWidget* SplitPage::buildHalf(Half half, ImageLoader* loader, MaskProvider* masks) {
  auto* side = new QWidget(this);
  counts_[half] = new QLabel(side);
  setTextRole(counts_[half], TextSize::Body, true);
  auto* view = new CropListView(loader, &models_[half], side);
  view->setObjectName(half == Stay ? QStringLiteral("splitStay") : QStringLiteral("splitPart"));
  view->setAccessibleName(half == Stay ? tr("Masks that stay")
                                       : tr("Masks that become a new cluster"));
  view->setMaskProvider(masks);
  view->installEventFilter(this);
  connect(view, &QListView::doubleClicked, this, [this, half] { moveFrom(half); });
  views_[half] = view;
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(kGap, kGap, 0, 0);
  column->setSpacing(kSmallGap);
  column->addWidget(counts_[half]);
  column->addWidget(view, 1);
  counts_[half]->setContentsMargins(kGap, 0, 0, 0);
  return side;
}

void SplitPage::setHalves(qint64 cluster,
                          const QString& title,
                          const QVector<CropRef>& stay,
                          const QVector<CropRef>& part) {
  cluster_ = cluster;
  name_ = title;
  title_->setText(tr("Split %1?").arg(title));
  models_[Stay].setCrops(stay);
  models_[Part].setCrops(part);
  showCounts();
}

void SplitPage::showCounts() {
  const auto masks = [](int count) {
    return count == 1 ? tr("1 mask") : tr("%1 masks").arg(QLocale().toString(count));
  };
  counts_[Stay]->setText(tr("%1 stay in %2").arg(masks(models_[Stay].rowCount()), name_));
  counts_[Part]->setText(tr("%1 become a new cluster").arg(masks(models_[Part].rowCount())));
  confirm_->setEnabled(models_[Stay].rowCount() > 0 && models_[Part].rowCount() > 0);
}

void SplitPage::moveOver() {
  moveFrom(views_[Stay]->hasFocus() ? Stay : Part);
}

void SplitPage::moveFrom(Half half) {
  const auto ids = views_[half]->selectedCandidates();
  const Half other = half == Stay ? Part : Stay;
  models_[other].append(models_[half].takeOut(QSet<qint64>(ids.begin(), ids.end())));
  views_[other]->scrollToBottom();
  showCounts();
}

void SplitPage::confirm() {
  if (confirm_->isEnabled()) Q_EMIT confirmed(cluster_, models_[Part].ids());
}

bool SplitPage::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      confirm();
      return true;
    case Qt::Key_Escape:
      Q_EMIT cancelled();
      return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: {
      CropListView* other = views_[watched == views_[Stay] ? Part : Stay];
      if (!other->currentIndex().isValid()) other->setCurrentIndex(other->model()->index(0, 0));
      other->setFocus(Qt::TabFocusReason);
      return true;
    }
    default:
      return false;
  }
}

}  // namespace maskwright::ui
