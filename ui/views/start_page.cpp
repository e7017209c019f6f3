#include "ui/views/start_page.h"

#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/proposal_card.h"
#include "ui/views/recent_card.h"
#include "ui/views/section.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

constexpr int kPageWidth = 840;

/// The first local folder or project of a drop; empty if there is none.
QString droppedFolder(const QMimeData* data) {
  for (const QUrl& url : data->urls()) {
    const QFileInfo info(url.toLocalFile());
    if (info.isDir()) return info.absoluteFilePath();
    if (info.isFile()) return info.absolutePath();
  }
  return {};
}

bool isProject(const QString& folder) {
  return QFileInfo::exists(folder + "/project.sqlite") || folder.endsWith(".maskwright");
}

}  // namespace

struct StartPage::Private {
  ImageLoader* loader = nullptr;
  QLabel* message = nullptr;
  QWidget* choices = nullptr;
  QWidget* recent = nullptr;
  QVBoxLayout* recentRows = nullptr;
  ProposalCard* proposal = nullptr;
  QLabel* lead = nullptr;
  bool dropping = false;
  QList<ChoiceCard*> cards;
};

StartPage::StartPage(ImageLoader* loader, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>()) {
  d_->loader = loader;
  setAcceptDrops(true);
  setProperty("surface", "window");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Start"));
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* scroll = new QScrollArea(this);
  scroll->setAccessibleName(tr("Start"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  outer->addWidget(scroll);
  auto* page = new QWidget(scroll);
  scroll->setWidget(page);
  auto* centred = new QHBoxLayout(page);
  centred->setContentsMargins(3 * kGap, 0, 3 * kGap, 3 * kGap);
  auto* column = new QWidget(page);
  column->setMaximumWidth(kPageWidth);
  centred->addStretch(1);
  centred->addWidget(column, 100);
  centred->addStretch(1);
  auto* layout = new QVBoxLayout(column);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  layout->addStretch(2);
  buildHead(layout);
  buildChoices(layout);
  d_->proposal = new ProposalCard(loader, column);
  d_->proposal->hide();
  connect(d_->proposal, &ProposalCard::accepted, this, &StartPage::proposalAccepted);
  connect(d_->proposal, &ProposalCard::dismissed, this, &StartPage::proposalDismissed);
  layout->addWidget(d_->proposal);
  layout->addStretch(3);
}

StartPage::~StartPage() = default;

void StartPage::buildHead(QVBoxLayout* layout) {
  auto* row = new QHBoxLayout;
  row->setSpacing(12);
  auto* mark = new QLabel(this);
  mark->setPixmap(programIcon().pixmap(40, 40));
  row->addWidget(mark);
  auto* text = new QVBoxLayout;
  text->setSpacing(0);
  auto* name = new QLabel(tr("Maskwright"), this);
  setTextRole(name, TextSize::Title, true);
  d_->lead = new QLabel(tr("Instance masks for a folder of photographs, without a label to begin "
                           "with. You look and press a key."),
                        this);
  setTextRole(d_->lead, TextSize::Body, false, true);
  text->addWidget(name);
  text->addWidget(d_->lead);
  row->addLayout(text, 1);
  auto* preferences = new QToolButton(this);
  preferences->setObjectName(QStringLiteral("preferences"));
  preferences->setIcon(icon("settings"));
  preferences->setIconSize({20, 20});
  preferences->setText(tr("Preferences"));
  preferences->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  // While the page is shown; the same key as in a project.
  const QString id = QStringLiteral("view.preferences");
  auto& keys = Shortcuts::instance();
  keys.declare(id, {QKeySequence(QStringLiteral("Ctrl+,"))});
  setKeyToolTip(preferences, tr("Preferences"), id);
  const auto takeKey = [preferences, id] {
    preferences->setShortcut(Shortcuts::instance().keys(id).value(0));
  };
  takeKey();
  connect(&keys, &Shortcuts::changed, preferences, takeKey);
  connect(preferences, &QToolButton::clicked, this, &StartPage::preferencesRequested);
  row->addWidget(preferences, 0, Qt::AlignTop);
  layout->addLayout(row);
  layout->addSpacing(2 * kGap);
  d_->message = new QLabel(this);
  d_->message->setWordWrap(true);
  d_->message->setProperty("tone", "problem");
  d_->message->hide();
  layout->addWidget(d_->message);
}

void StartPage::buildChoices(QVBoxLayout* layout) {
  d_->choices = new QWidget(this);
  auto* inner = new QVBoxLayout(d_->choices);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(kGap);
  auto* row = new QHBoxLayout;
  row->setSpacing(12);
  const auto add = [&](const QString& iconName, const QString& title, const QString& text) {
    auto* card = new ChoiceCard(iconName, title, text, d_->choices);
    row->addWidget(card, 1);
    d_->cards.append(card);
    return card;
  };
  connect(add("folder",
              tr("Open a folder of images"),
              tr("Finds objects in your own pictures. They stay where they are and as they are.")),
          &QAbstractButton::clicked,
          this,
          &StartPage::folderDialogRequested);
  connect(add("project", tr("Open a project"), tr("Goes on where you stopped.")),
          &QAbstractButton::clicked,
          this,
          &StartPage::projectDialogRequested);
  connect(add("sample",
              tr("Try the sample"),
              tr("Renders a small collection with known masks: a first look in a minute.")),
          &QAbstractButton::clicked,
          this,
          &StartPage::sampleRequested);
  inner->addLayout(row);
  auto* hint = new QLabel(tr("or drop a folder or a project anywhere in this window"), d_->choices);
  hint->setAlignment(Qt::AlignCenter);
  setTextRole(hint, TextSize::Caption, false, true);
  inner->addWidget(hint);
  d_->recent = new QWidget(d_->choices);
  d_->recentRows = new QVBoxLayout(d_->recent);
  d_->recentRows->setContentsMargins(0, 2 * kGap, 0, 0);
  d_->recentRows->setSpacing(kSmallGap);
  auto* title = sectionTitle(tr("Recent projects"), d_->recent, 2);
  title->setContentsMargins(0, 0, 0, 4);
  d_->recentRows->addWidget(title);
  d_->recent->hide();
  inner->addWidget(d_->recent);
  layout->addWidget(d_->choices);
}

void StartPage::setRecentProjects(const QVector<RecentProject>& projects) {
  const auto old = d_->recent->findChildren<RecentCard*>();
  qDeleteAll(old);
  for (const RecentProject& project : projects.mid(0, 6)) {
    auto* card = new RecentCard(d_->loader, project, d_->recent);
    d_->recentRows->addWidget(card);
    connect(card, &QAbstractButton::clicked, this, [this, path = project.path] {
      Q_EMIT projectChosen(path);
    });
    connect(card, &RecentCard::removeRequested, this, [this, path = project.path] {
      Q_EMIT recentRemoved(path);
    });
  }
  d_->recent->setVisible(!projects.isEmpty());
}

void StartPage::setProposal(const FolderProposal& proposal) {
  d_->proposal->setProposal(proposal);
  d_->choices->hide();
  d_->proposal->show();
}

void StartPage::showChoices() {
  d_->proposal->hide();
  d_->choices->show();
  setMessage({});
}

void StartPage::setMessage(const QString& message) {
  d_->message->setText(message);
  d_->message->setVisible(!message.isEmpty());
}

void StartPage::setBusy(const QString& what) {
  d_->choices->setEnabled(what.isEmpty());
  d_->proposal->setBusy(what);
  d_->lead->setText(what.isEmpty() ? tr("Instance masks for a folder of photographs, without a "
                                        "label to begin with. You look and press a key.")
                                   : what);
}

void StartPage::dragEnterEvent(QDragEnterEvent* event) {
  if (droppedFolder(event->mimeData()).isEmpty()) return;
  d_->dropping = true;
  update();
  event->acceptProposedAction();
}

void StartPage::dragLeaveEvent(QDragLeaveEvent*) {
  d_->dropping = false;
  update();
}

void StartPage::dropEvent(QDropEvent* event) {
  d_->dropping = false;
  update();
  const QString folder = droppedFolder(event->mimeData());
  if (folder.isEmpty()) return;
  event->acceptProposedAction();
  if (isProject(folder))
    Q_EMIT projectChosen(folder);
  else
    Q_EMIT folderDropped(folder);
}

void StartPage::paintEvent(QPaintEvent* event) {
  QWidget::paintEvent(event);
  if (!d_->dropping) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(coloursOf(palette()).accent, 2, Qt::DashLine));
  painter.drawRoundedRect(QRectF(rect()).adjusted(12, 12, -12, -12), kRadius, kRadius);
}

}  // namespace maskwright::ui
