#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QApplication>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace maskwright;
using namespace maskwright::ui;

namespace {

/// Relative luminance and contrast ratio, WCAG 2.2, definitions.
double luminance(const QColor& colour) {
  const auto linear = [](double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
         0.0722 * linear(colour.blueF());
}

double contrast(const QColor& one, const QColor& other) {
  const double first = luminance(one), second = luminance(other);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

}  // namespace

/// Both palettes can be read: WCAG AA, 4.5 for text, 3 for what is no text but tells something.
class ContrastTest : public QObject {
  Q_OBJECT

  static const ThemeColours& colours(ThemeKind kind) {
    applyTheme(*qApp, kind);
    return coloursOf(QApplication::palette());
  }
  static void atLeast(double wanted, const QColor& ink, const QColor& ground, const QString& what) {
    const double found = contrast(ink, ground);
    QVERIFY2(found >= wanted,
             qPrintable(QString("%1: %2 on %3 has %4, wanted %5")
                            .arg(what, ink.name(), ground.name())
                            .arg(found, 0, 'f', 2)
                            .arg(wanted)));
  }

 private Q_SLOTS:
  void theFormulaIsThatOfWcag() {
    QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21) < 1e-9);
    QVERIFY(std::abs(contrast(QColor("#777777"), Qt::white) - 4.48) < 0.01);
  }

  void textsAreReadable_data() {
    QTest::addColumn<int>("kind");
    QTest::addRow("dark") << static_cast<int>(ThemeKind::Dark);
    QTest::addRow("light") << static_cast<int>(ThemeKind::Light);
  }
  void textsAreReadable() {
    QFETCH(int, kind);
    const ThemeColours& c = colours(static_cast<ThemeKind>(kind));
    for (const auto& [name, ground] : {std::pair{"window", c.window},
                                       {"panel", c.panel},
                                       {"raised", c.raised},
                                       {"hover", c.hover},
                                       {"accentSoft", c.accentSoft}}) {
      atLeast(4.5, c.text, ground, QString("text on %1").arg(name));
      atLeast(4.5, c.secondary, ground, QString("captions on %1").arg(name));
    }
    for (const auto& ground : {c.window, c.panel, c.raised})
      atLeast(3, c.accent, ground, "the ring of focus");
    // The problem tone and the filled button of the style sheet.
    const QColor problem = c.dark ? QColor(0xff, 0x9a, 0x76) : QColor(0xb3, 0x3c, 0x00);
    for (const auto& ground : {c.window, c.panel, c.raised})
      atLeast(4.5, problem, ground, "problems");
    atLeast(4.5, c.accentText, QColor(0x2f, 0x6f, 0xe4), "the filled button");
    QVERIFY(qApp->styleSheet().contains(problem.name()));
    QVERIFY(qApp->styleSheet().contains("#2f6fe4"));
  }

  /// Verdicts are told apart by glyph and border as well; none of their colours is another's.
  void verdictsDifferInMoreThanColour() {
    QSet<QString> glyphs, names;
    for (const Verdict verdict : kAllVerdicts) {
      const auto style = verdictStyle(verdict);
      glyphs << QString(style.glyph);
      names << style.colour.name();
    }
    QCOMPARE(glyphs.size(), static_cast<int>(kAllVerdicts.size()));
    QCOMPARE(names.size(), static_cast<int>(kAllVerdicts.size()));
  }
};

QTEST_MAIN(ContrastTest)
#include "contrast_test.moc"
