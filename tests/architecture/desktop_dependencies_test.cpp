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
};

QTEST_APPLESS_MAIN(DesktopDependenciesTest)
#include "desktop_dependencies_test.moc"
