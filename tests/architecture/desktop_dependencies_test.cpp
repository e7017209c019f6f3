#include <QFileInfo>
#include <QProcess>
#include <QtTest>

/// The desktop opens fast and can't be hurt by a driver, because these never reach it: it links
/// neither LibTorch nor OpenCV's codecs and windows.
class DesktopDependenciesTest : public QObject {
  Q_OBJECT

  static QStringList librariesOf(const QString& program) {
    QProcess ldd;
    ldd.start("ldd", {program});
    ldd.waitForFinished();
    QStringList names;
    for (const auto& line : QString::fromUtf8(ldd.readAllStandardOutput()).split('\n'))
      names << line.trimmed().section(' ', 0, 0).section('/', -1);
    names.removeAll(QString());
    return names;
  }

 private Q_SLOTS:
  void theDesktopLinksNoHeavyLibrary() {
    const QString desktop = qEnvironmentVariable("MASKWRIGHT_DESKTOP");
    if (!QFileInfo::exists(desktop)) QSKIP("built without the desktop");
    const auto libraries = librariesOf(desktop);
    QVERIFY2(!libraries.filter("libQt6Widgets").isEmpty(), "ldd could not read the desktop");
    for (const auto* heavy : {"libtorch",
                              "libc10",
                              "opencv_imgcodecs",
                              "opencv_highgui",
                              "opencv_ximgproc",
                              "libgdal",
                              "libQt5"})
      QVERIFY2(libraries.filter(heavy).isEmpty(), heavy);
  }

  void theEngineLinksNoQt() {
    const QString engine = qEnvironmentVariable("MASKWRIGHT_ENGINE");
    if (!QFileInfo::exists(engine)) QSKIP("the engine is not built");
    const auto libraries = librariesOf(engine);
    QVERIFY2(!libraries.filter("libtorch").isEmpty(), "ldd could not read the engine");
    QVERIFY2(libraries.filter("libQt6").isEmpty(), "libQt6");
  }

  /// Of its own needs (LibTorch's are LibTorch's): `maskwright-train` runs where there is LibTorch
  /// and nothing else.
  void theMlProgramNeedsLibTorchAlone() {
    const QFileInfo engine(qEnvironmentVariable("MASKWRIGHT_ENGINE"));
    const QString program = engine.path() + "/maskwright-train";
    if (!QFileInfo::exists(program)) QSKIP("the program is not built");
    QProcess reader;
    reader.start("readelf", {"--dynamic", "--wide", program});
    reader.waitForFinished();
    QStringList needed;
    for (const auto& line : QString::fromUtf8(reader.readAllStandardOutput()).split('\n'))
      if (line.contains("(NEEDED)")) needed << line.section('[', 1).section(']', 0, 0);
    QVERIFY2(!needed.filter("libtorch").isEmpty(), "readelf could not read the program");
    for (const QString& name : needed) {
      bool known = false;
      for (const char* allowed :
           {"libtorch", "libc10", "libstdc++", "libm.", "libgcc_s", "libgomp", "libc.", "ld-linux"})
        known = known || name.startsWith(QLatin1String(allowed));
      QVERIFY2(known, qPrintable(name));
    }
  }
};

QTEST_APPLESS_MAIN(DesktopDependenciesTest)
#include "desktop_dependencies_test.moc"
