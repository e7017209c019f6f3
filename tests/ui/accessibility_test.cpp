#include "tests/support/semantic_run.h"
#include "tests/ui/review_window.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/prototype_workspace.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QDialog>
#include <QListView>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

namespace {

QString nameOf(QWidget* widget) {
  auto* interface = QAccessible::queryAccessibleInterface(widget);
  return interface ? interface->text(QAccessible::Name) : QString();
}

/// Parts that Qt makes inside its own widgets; their owner has the name.
bool isPartOfQt(const QWidget* widget) {
  if (widget->objectName().startsWith(QLatin1String("qt_"))) return true;
  for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget()) {
    if (at->inherits("QComboBox") || at->inherits("QAbstractSpinBox") ||
        at->inherits("QComboBoxPrivateContainer"))
      return true;
    if (const auto* area = qobject_cast<const QAbstractScrollArea*>(at))
      if (area->viewport() == widget) return true;
    if (at->inherits("QTabWidget") && widget->inherits("QTabBar")) return true;
    if (at->inherits("QHeaderView")) return true;
  }
  return widget->inherits("QHeaderView");
}

QString placeOf(const QWidget* widget) {
  QStringList place;
  for (const QWidget* at = widget; at && place.size() < 5; at = at->parentWidget())
    place << QString("%1 %2").arg(at->metaObject()->className(), at->objectName()).trimmed();
  return place.join(" < ");
}

/// Visible widgets under `root` that take the focus and have no name.
QStringList nameless(QWidget* root) {
  QStringList found;
  auto all = root->findChildren<QWidget*>();
  all << root;
  for (QWidget* widget : all) {
    if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || isPartOfQt(widget))
      continue;
    if (widget->focusProxy()) continue;  // another one has the focus
    if (nameOf(widget).trimmed().isEmpty()) found << placeOf(widget);
  }
  return found;
}

/// Rows of the visible views under `root` that a screen reader could not read.
QStringList silentRows(QWidget* root) {
  QStringList found;
  for (auto* view : root->findChildren<QAbstractItemView*>()) {
    if (!view->isVisible() || !view->model() || isPartOfQt(view)) continue;
    for (int row = 0; row < std::min(view->model()->rowCount(), 3); ++row) {
      const auto index = view->model()->index(row, 0);
      const QString text = index.data(Qt::AccessibleTextRole).toString();
      if (text.isEmpty() && index.data().toString().isEmpty())
        found << QString("row %1 of %2").arg(row).arg(placeOf(view));
    }
  }
  return found;
}

}  // namespace

/// What takes the focus says what it is, in every workspace and dialog.
class AccessibilityTest : public QObject, private ReviewWindow {
  Q_OBJECT

  static void check(QWidget* root, const QString& place) {
    QTest::qWait(50);
    QVERIFY2(root && root->isVisible(), qPrintable(place));
    const QStringList found = nameless(root) + silentRows(root);
    QVERIFY2(found.isEmpty(), qPrintable(place + ":\n  " + found.join("\n  ")));
  }
  static QDialog* dialog() {
    for (QWidget* top : QApplication::topLevelWidgets())
      if (auto* found = qobject_cast<QDialog*>(top); found && found->isVisible()) return found;
    return nullptr;
  }
  void checkDialog(const QString& place) {
    QTRY_VERIFY2(dialog(), qPrintable(place));
    check(dialog(), place);
    dialog()->close();
    QTRY_VERIFY2(!dialog(), qPrintable(place));
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void init() { start(3, 4, 2); }
  void cleanup() { stop(); }

  void workspaces() {
    std::vector<ImageId> images;
    for (const auto& image : store::ImageRepository(project_->connection()).presentPage({}, 10))
      images.push_back(image.id);
    addSemanticRun(*project_, images, 7);
    auto& view = *window_->projectView();
    view.session().prototypes().reload();
    view.showJobs(true);
    for (const auto& [workspace, name] : {std::pair{Workspace::Review, "review"},
                                          std::pair{Workspace::Clusters, "clusters"},
                                          std::pair{Workspace::Map, "map"},
                                          std::pair{Workspace::Rounds, "rounds"},
                                          std::pair{Workspace::Prototypes, "prototypes"},
                                          std::pair{Workspace::Overview, "overview"}}) {
      view.showWorkspace(workspace);
      check(window_.get(), QLatin1String(name));
    }
  }

  void anOpenImageAndTheEditor() {
    work().openImage();
    check(window_.get(), "image");
    work().closeImage();
    work().editMask();
    check(window_.get(), "editor");
  }

  void dialogs() {
    auto& view = *window_->projectView();
    view.showDiscoverDialog();
    checkDialog("find masks");
    view.showPretrainDialog();
    checkDialog("pre-train");
    view.showBackbonesDialog();
    checkDialog("backbones");
    view.showExportDialog();
    checkDialog("export");
    view.showIssues();
    checkDialog("issues");
    work().acceptAbove();
    checkDialog("audit");
    press(Qt::Key_Comma, Qt::ControlModifier);
    QTRY_VERIFY(visibleWidget<PreferencesDialog>());
    check(dialog(), "preferences");
    visibleWidget<PreferencesDialog>()->showKeys();
    checkDialog("keys");
  }

  void popUps() {
    auto& view = *window_->projectView();
    view.showPalette();
    check(window_.get(), "palette");
    press(Qt::Key_Escape);
    grid().setFocus();
    view.showKeys();
    check(window_.get(), "keys over the window");
    press(Qt::Key_Escape);
    grid().setFocus();
    work().askCategory();
    check(window_.get(), "category");
  }

  void startPage() {
    window_->closeProject();
    check(window_.get(), "start");
  }
};

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
