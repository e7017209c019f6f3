#pragma once

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>

namespace maskwright::test {

/// A shell script in place of the engine, so that every way of ending can be played. The arguments
/// of the call are in "$@".
class FakeEngine {
 public:
  explicit FakeEngine(const QByteArray& body) : before_(qgetenv("MASKWRIGHT_ENGINE")) {
    QFile script(folder_.filePath(QStringLiteral("engine.sh")));
    if (!script.open(QIODevice::WriteOnly)) qFatal("no script");
    script.write("#!/bin/bash\n" + body);
    script.close();
    script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("MASKWRIGHT_ENGINE", script.fileName().toUtf8());
  }
  ~FakeEngine() { qputenv("MASKWRIGHT_ENGINE", before_); }
  FakeEngine(const FakeEngine&) = delete;
  FakeEngine& operator=(const FakeEngine&) = delete;

  QString path(const QString& name) const { return folder_.filePath(name); }
  QByteArray read(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

 private:
  QTemporaryDir folder_;
  QByteArray before_;
};

}  // namespace maskwright::test
