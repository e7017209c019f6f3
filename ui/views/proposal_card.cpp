#include "ui/views/proposal_card.h"

#include "ui/support/image_loader.h"
#include "ui/support/theme.h"
#include "ui/views/section.h"

#include <QDir>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

namespace maskwright::ui {

PictureStrip::PictureStrip(ImageLoader* loader, QWidget* parent)
    : QWidget(parent), loader_(loader) {
  setFixedHeight(120);
  setAccessibleName(tr("Some of the pictures"));
  connect(loader, &ImageLoader::loaded, this, qOverload<>(&QWidget::update));
}

void PictureStrip::setPaths(const QStringList& paths) {
  if (paths == paths_) return;
  paths_ = paths;
  update();
}

void PictureStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const ThemeColours& colours = coloursOf(palette());
  constexpr int kShown = 6;
  const double cell = (width() - (kShown - 1) * double(kGap)) / kShown;
  for (int i = 0; i < kShown; ++i) {
    const QRectF rect(i * (cell + kGap), 0, cell, height());
    QPainterPath clip;
    clip.addRoundedRect(rect, 4, 4);
    painter.fillPath(clip, colours.window);
    if (i >= paths_.size()) continue;
    // The project is not made yet: the file's own orientation is unknown here, so upright.
    const QImage image = loader_->request({paths_[i], 1, {}, {}, QSize(320, 320)}, this);
    if (image.isNull()) continue;
    painter.save();
    painter.setClipPath(clip);
    const QSizeF size = QSizeF(image.size()).scaled(rect.size(), Qt::KeepAspectRatioByExpanding);
    painter.drawImage(QRectF(rect.center() - QPointF(size.width(), size.height()) / 2, size),
                      image);
    painter.restore();
  }
}

ProposalCard::ProposalCard(ImageLoader* loader, QWidget* parent) : QFrame(parent) {
  setProperty("surface", "card");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(3 * kGap, 20, 3 * kGap, 20);
  layout->setSpacing(kGap);
  folder_ = new QLabel(this);
  setTextRole(folder_, TextSize::Title, true);
  found_ = new QLabel(this);
  setTextRole(found_, TextSize::Body);
  strip_ = new PictureStrip(loader, this);
  issues_ = new QLabel(this);
  issues_->setWordWrap(true);
  issues_->setProperty("tone", "problem");
  issues_->setFont(uiFont(TextSize::Caption));
  steps_ = new QLabel(this);
  steps_->setWordWrap(true);
  setTextRole(steps_, TextSize::Body, false, true);
  duration_ = new QLabel(this);
  setTextRole(duration_, TextSize::Body);
  place_ = new QLabel(this);
  place_->setWordWrap(true);
  setTextRole(place_, TextSize::Caption, false, true);
  layout->addWidget(folder_);
  layout->addWidget(found_);
  layout->addSpacing(kSmallGap);
  layout->addWidget(strip_);
  layout->addWidget(issues_);
  layout->addSpacing(kGap);
  layout->addWidget(steps_);
  layout->addWidget(duration_);
  layout->addWidget(place_);
  layout->addSpacing(2 * kGap);
  auto* buttons = new QHBoxLayout;
  back_ = new QPushButton(tr("Back"), this);
  back_->setProperty("quiet", true);
  go_ = new QPushButton(this);
  go_->setProperty("primary", true);
  go_->setDefault(true);
  buttons->addWidget(back_);
  buttons->addStretch();
  buttons->addWidget(go_);
  layout->addLayout(buttons);
  connect(back_, &QPushButton::clicked, this, &ProposalCard::dismissed);
  connect(go_, &QPushButton::clicked, this, &ProposalCard::accepted);
}

void ProposalCard::setProposal(const FolderProposal& p) {
  const QLocale locale;
  folder_->setText(QDir(p.folder).dirName());
  folder_->setToolTip(p.folder);
  QString found =
      p.images == 1
          ? tr("1 image, %1").arg(locale.formattedDataSize(p.bytes))
          : tr("%1 images, %2").arg(locale.toString(p.images), locale.formattedDataSize(p.bytes));
  if (p.unreadable > 0)
    found += tr(", %1 unreadable and left out").arg(locale.toString(p.unreadable));
  if (p.counting) found = tr("Looking: %1").arg(found);
  found_->setText(found);
  strip_->setPaths(p.examples);
  strip_->setVisible(!p.examples.isEmpty());
  issues_->setText(p.issues.mid(0, 3).join('\n'));
  issues_->setVisible(!p.issues.isEmpty());
  steps_->setText(
      p.images == 0 && !p.counting
          ? tr("There is no JPEG, PNG, TIFF, BMP or WebP image in this folder or below it.")
          : p.steps);
  steps_->setVisible(!p.projectExists);
  duration_->setText(p.duration);
  duration_->setVisible(!p.duration.isEmpty() && p.images > 0 && !p.projectExists);
  place_->setText(p.projectExists ? tr("The project %1 exists and will be opened.")
                                        .arg(QDir::toNativeSeparators(p.projectPath))
                                  : tr("The project goes to %1. The images stay where they are.")
                                        .arg(QDir::toNativeSeparators(p.projectPath)));
  place_->setVisible(p.images > 0);
  go_->setText(p.projectExists ? tr("Open the project") : tr("Find masks"));
  go_->setEnabled(p.projectExists || (p.images > 0 && !p.counting));
  if (go_->isEnabled()) go_->setFocus();
}

void ProposalCard::setBusy(const QString& what) {
  go_->setEnabled(what.isEmpty());
  back_->setEnabled(what.isEmpty());
}

}  // namespace maskwright::ui
