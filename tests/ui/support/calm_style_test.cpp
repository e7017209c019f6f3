#include "ui/support/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QtTest>

using namespace maskwright::ui;

/// The list of a combo box looks like a menu: rounded all around, the chosen line in the soft
/// accent.
class CalmStyleTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theListOfAComboBoxLooksLikeAMenu() {
    for (const auto theme : {ThemeKind::Dark, ThemeKind::Light}) {
      applyTheme(*qApp, theme);
      QComboBox box;
      box.addItems({"first", "second", "third"});
      box.setCurrentIndex(1);
      box.resize(200, 30);
      box.show();
      QVERIFY(QTest::qWaitForWindowExposed(&box));
      box.showPopup();
      QTRY_VERIFY(box.view()->isVisible());
      QWidget* popup = box.view()->window();
      QVERIFY(popup != &box);
      const QRegion shape = popup->mask();
      for (const QPoint corner : {popup->rect().topLeft(),
                                  popup->rect().topRight(),
                                  popup->rect().bottomLeft(),
                                  popup->rect().bottomRight()})
        QVERIFY(!shape.contains(corner));
      QVERIFY(shape.contains(popup->rect().center()));
      const QRect line = box.view()->visualRect(box.model()->index(1, 0));
      const QImage image = box.view()->viewport()->grab().toImage();
      const QColor painted = image.pixelColor(line.right() - 12, line.center().y());
      QCOMPARE(painted.name(), coloursOf(box.palette()).accentSoft.name());
      // Nothing but the lines: no strip is left over.
      const QRect last = box.view()->visualRect(box.model()->index(2, 0));
      QVERIFY(box.view()->viewport()->height() - last.bottom() <= 2);
      box.hidePopup();
    }
  }
};

QTEST_MAIN(CalmStyleTest)
#include "calm_style_test.moc"
