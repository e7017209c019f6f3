#include "ui/views/top_bar.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/candidate_grid_p.h"

#include <QButtonGroup>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

namespace maskwright::ui {
namespace {

QToolButton* textButton(const QString& name,
                        const QString& text,
                        const QString& action,
                        QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(name));
  button->setIconSize({18, 18});
  button->setText(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setKeyToolTip(button, text, action);
  button->setAccessibleName(text);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

TopBar::TopBar(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setFixedHeight(48);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(kGap, 0, kGap, 0);
  layout->setSpacing(kSmallGap);
  project_ = new QToolButton(this);
  project_->setIcon(icon("chevron-down"));
  project_->setIconSize({16, 16});
  project_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  project_->setLayoutDirection(Qt::RightToLeft);
  project_->setFont(uiFont(TextSize::Body, true));
  project_->setPopupMode(QToolButton::InstantPopup);
  project_->setFocusPolicy(Qt::TabFocus);
  project_->setAccessibleName(tr("Project menu"));
  layout->addWidget(project_);
  layout->addSpacing(2 * kGap);
  workspaces_ = new QButtonGroup(this);
  const auto addWorkspace = [&](const QString& text, const char* action, Workspace workspace) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setCheckable(true);
    button->setProperty("segment", true);
    button->setFocusPolicy(Qt::TabFocus);
    setKeyToolTip(button, text, QLatin1String(action));
    workspaces_->addButton(button, static_cast<int>(workspace));
    layout->addWidget(button);
  };
  addWorkspace(tr("Review"), "view.review", Workspace::Review);
  addWorkspace(tr("Clusters"), "view.clusters", Workspace::Clusters);
  addWorkspace(tr("Map"), "view.map", Workspace::Map);
  addWorkspace(tr("Rounds"), "view.rounds", Workspace::Rounds);
  addWorkspace(tr("Prototypes"), "view.prototypes", Workspace::Prototypes);
  addWorkspace(tr("Overview"), "view.overview", Workspace::Overview);
  workspaces_->button(0)->setChecked(true);
  connect(workspaces_, &QButtonGroup::idClicked, this, [this](int id) {
    Q_EMIT workspaceChosen(static_cast<Workspace>(id));
  });
  layout->addStretch();
  buildTileGroup(layout);
  auto* discover = textButton("discover", tr("Find masks"), "job.discover", this);
  auto* out = textButton("export", tr("Export"), "project.export", this);
  jobs_ = textButton("jobs", tr("Jobs"), "view.jobs", this);
  auto* keys = textButton("keys", tr("Keys"), "view.keys", this);
  for (QToolButton* button : {discover, out, jobs_, keys}) layout->addWidget(button);
  connect(discover, &QToolButton::clicked, this, &TopBar::discoverRequested);
  connect(out, &QToolButton::clicked, this, &TopBar::exportRequested);
  connect(jobs_, &QToolButton::clicked, this, &TopBar::jobsToggled);
  connect(keys, &QToolButton::clicked, this, &TopBar::keysRequested);
  setJobCount(0);
}

void TopBar::buildTileGroup(QHBoxLayout* layout) {
  tileGroup_ = new QWidget(this);
  tileGroup_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  auto* inner = new QHBoxLayout(tileGroup_);
  inner->setContentsMargins(0, 0, 2 * kGap, 0);
  inner->setSpacing(kSmallGap);
  auto* small = new QLabel(tileGroup_);
  small->setPixmap(icon("grid", coloursOf(palette()).secondary).pixmap(16, 16));
  inner->addWidget(small);
  tiles_ = new QSlider(Qt::Horizontal, tileGroup_);
  tiles_->setRange(kMinTile, kMaxTile);
  tiles_->setPageStep(32);
  tiles_->setFixedWidth(112);
  tiles_->setValue(160);
  tiles_->setToolTip(tr("Size of the tiles (Ctrl+wheel)"));
  tiles_->setAccessibleName(tr("Tile size"));
  inner->addWidget(tiles_);
  layout->addWidget(tileGroup_);
  connect(tiles_, &QSlider::valueChanged, this, &TopBar::tileSizeChosen);
}

void TopBar::setProject(const QString& name, QMenu* menu) {
  project_->setText(fontMetrics().elidedText(name, Qt::ElideMiddle, 240));
  project_->setToolTip(name);
  project_->setMenu(menu);
  // The button's, which puts its arrow behind its text, would put the keys before theirs.
  if (menu) menu->setLayoutDirection(QGuiApplication::layoutDirection());
}

void TopBar::setWorkspace(Workspace workspace) {
  workspaces_->button(static_cast<int>(workspace))->setChecked(true);
}

void TopBar::setTileSize(int px) {
  const QSignalBlocker quiet(tiles_);
  tiles_->setValue(px);
}

void TopBar::setTileSliderVisible(bool visible) {
  tileGroup_->setVisible(visible);
}

void TopBar::setJobCount(int running) {
  jobs_->setText(running > 0 ? tr("Jobs (%1)").arg(running) : tr("Jobs"));
  jobs_->setAccessibleDescription(tr("%n running", nullptr, running));
}

}  // namespace maskwright::ui
