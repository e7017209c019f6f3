#include "ui/views/map_legend.h"

#include "ui/support/theme.h"
#include "ui/views/filter_row.h"

#include <QApplication>
#include <QScrollArea>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {
constexpr int kLeastText = 100;  ///< that any row has room for
}  // namespace

MapLegend::MapLegend(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Legend"));
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  page_ = new QWidget(scroll);
  rows_ = new QVBoxLayout(page_);
  rows_->setContentsMargins(kGap, kGap, kGap, kGap);
  rows_->setSpacing(1);
  scroll->setWidget(page_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);
}

void MapLegend::setKinds(const QVector<MapKind>& kinds) {
  while (QLayoutItem* item = rows_->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  for (int kind = 0; kind < kinds.size(); ++kind) {
    const MapKind& one = kinds[kind];
    if (one.count == 0) continue;
    auto* row = new FilterRow(one.text, page_);
    row->setCheckable(false);
    row->setWrapped();
    if (one.verdict)
      row->setVerdictMark(*one.verdict);
    else
      row->setDot(one.colour);
    row->setCount(one.count);
    QStringList tip{tr("Select these (Shift: as well)")};
    if (!one.tip.isEmpty()) tip.prepend(one.tip);
    if (QFontMetrics(uiFont(TextSize::Body)).horizontalAdvance(one.text) > kLeastText)
      tip.prepend(one.text);
    row->setToolTip(tip.join(u'\n'));
    rows_->addWidget(row);
    connect(row, &QAbstractButton::clicked, this, [this, kind] {
      Q_EMIT kindChosen(kind, QApplication::keyboardModifiers().testFlag(Qt::ShiftModifier));
    });
  }
  rows_->addStretch();
}

}  // namespace maskwright::ui
