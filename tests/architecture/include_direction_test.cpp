#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QtTest>

/// Reads the #include lines of app, core and ui and fails on an arrow that the picture of the
/// architecture does not have, and on files that grew too long.
class IncludeDirectionTest : public QObject {
  Q_OBJECT

  /// What each module may include beside itself.
  static QMap<QString, QStringList> allowed() {
    const QStringList values{"core/base", "core/domain"};
    const QStringList nn = values + QStringList{"core/ml/nn"};
    const QStringList learning = nn + QStringList{"core/ml/weights"};
    const QStringList services =
        values +
        QStringList{"core/imaging", "core/coco", "core/store", "core/rank", "core/cluster"};
    const QStringList ui = services + QStringList{"core/services"};
    const QStringList servicesMl =
        ui + learning +
        QStringList{"core/ml/pretrain", "core/ml/segment", "core/ml/tune", "core/ml/discover"};
    return {{"core/base", {}},
            {"core/domain", {"core/base"}},
            {"core/imaging", values},
            {"core/coco", values},
            {"core/store", values},
            {"core/rank", values},
            {"core/cluster", values},
            {"core/ml/nn", values},
            {"core/ml/weights", nn},
            {"core/ml/pretrain", learning},
            {"core/ml/segment", learning},
            {"core/ml/tune", learning},
            {"core/ml/discover", learning + QStringList{"core/imaging", "core/coco"}},
            {"core/services", services},
            {"core/services_ml", servicesMl},
            {"ui", ui},
            {"app", servicesMl + QStringList{"core/services_ml", "ui"}}};
  }

  static QString moduleOf(const QString& path, const QStringList& modules) {
    QString best;
    for (const auto& module : modules)
      if (path.startsWith(module + '/') && module.size() > best.size()) best = module;
    return best;
  }

  static QStringList sources(const QStringList& roots) {
    QStringList files;
    for (const auto& root : roots) {
      QDirIterator found(root, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
      while (found.hasNext()) files << found.next();
    }
    files.sort();
    return files;
  }

  static QStringList linesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QString::fromUtf8(file.readAll()).split('\n');
  }

  /// Everything wrong with one file's includes.
  static QStringList problemsOf(const QString& path, const QStringList& lines) {
    static const QRegularExpression include("^\\s*#\\s*include\\s+([<\"])([^\">]+)[\">]");
    const auto rules = allowed();
    const QString from = moduleOf(path, rules.keys());
    QStringList problems;
    for (const auto& line : lines) {
      const auto match = include.match(line);
      if (!match.hasMatch()) continue;
      const QString target = match.captured(2);
      const QString to = match.captured(1) == "\"" ? moduleOf(target, rules.keys()) : QString();
      if (!to.isEmpty() && to != from && !rules[from].contains(to))
        problems << path + " includes " + target;
      static const QRegularExpression qtHeader("^(Q[A-Z]\\w*|Qt\\w+/\\w+)$");
      if (from.startsWith("core/") && qtHeader.match(target).hasMatch())
        problems << path + " includes Qt: " + target;
      const bool isTorch =
          target.startsWith("torch/") || target.startsWith("ATen/") || target.startsWith("c10/");
      const bool mayUseTorch =
          from.startsWith("core/ml/") || (from == "core/services_ml" && path.endsWith(".cpp"));
      if (isTorch && !mayUseTorch) problems << path + " includes LibTorch: " + target;
      if (target.startsWith("opencv2/highgui")) problems << path + " includes highgui";
    }
    return problems;
  }

 private Q_SLOTS:
  void arrowsPointAsInThePicture() {
    const auto files = sources({"app", "core", "ui"});
    QVERIFY2(files.size() > 100, "run me in the source root");
    QStringList problems;
    for (const auto& path : files) {
      QVERIFY2(!moduleOf(path, allowed().keys()).isEmpty(), qPrintable(path + ": unknown module"));
      problems += problemsOf(path, linesOf(path));
    }
    QVERIFY2(problems.isEmpty(), qPrintable('\n' + problems.join('\n')));
  }

  /// The parsers of weights files are fuzzed alone: whatever they include is without LibTorch.
  void weightParsersBuildWithoutLibTorch() {
    const QString folder = "core/ml/weights/";
    QStringList open = linesOf(folder + "parsers.txt");
    open.removeAll(QString());
    QVERIFY(open.size() > 10);
    for (auto& name : open) name.prepend(folder);
    QSet<QString> seen;
    static const QRegularExpression include("^\\s*#\\s*include\\s+[<\"]([^\">]+)[\">]");
    while (!open.isEmpty()) {
      const QString path = open.takeLast();
      if (seen.contains(path)) continue;
      seen << path;
      const auto lines = linesOf(path);
      QVERIFY2(!lines.isEmpty(), qPrintable(path));
      for (const auto& line : lines) {
        const QString target = include.match(line).captured(1);
        // Of the networks only what is plain values, and that is looked through as well.
        const bool heavy =
            target.startsWith("torch/") || target.startsWith("ATen/") || target.startsWith("c10/");
        QVERIFY2(!heavy, qPrintable(path + " includes " + target));
        if (target.startsWith("core/")) open << target;
      }
    }
  }

  void wrongArrowsAreNoticed() {
    const auto caught = [](const char* path, const char* line) {
      return !problemsOf(path, {line}).isEmpty();
    };
    QVERIFY(caught("core/store/a.cpp", "#include \"core/services/b.h\""));
    QVERIFY(caught("ui/views/a.h", "#include \"core/ml/nn/resnet.h\""));
    QVERIFY(caught("ui/views/a.h", "#include \"core/services_ml/round_service.h\""));
    QVERIFY(caught("core/services/a.h", "#include <torch/torch.h>"));
    QVERIFY(caught("core/services_ml/a.h", "#include <torch/torch.h>"));
    QVERIFY(caught("core/domain/a.h", "#include <QString>"));
    QVERIFY(!caught("core/services_ml/a.cpp", "#include <torch/torch.h>"));
    QVERIFY(!caught("ui/views/a.h", "#include <QString>"));
    QVERIFY(!caught("ui/views/a.h", "#include \"core/store/project.h\""));
  }

  void filesStayShort() {
    QStringList tooLong;
    for (const auto& path : sources({"app", "core", "ui", "tests"})) {
      if (path.startsWith("tests/bench/")) continue;  // programs, not parts
      const auto lines = linesOf(path).size() - 1;
      if (lines > 450) tooLong << QString("%1: %2 lines").arg(path).arg(lines);
    }
    QVERIFY2(tooLong.isEmpty(), qPrintable('\n' + tooLong.join('\n')));
  }
};

QTEST_APPLESS_MAIN(IncludeDirectionTest)
#include "include_direction_test.moc"
