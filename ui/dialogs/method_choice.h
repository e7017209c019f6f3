#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

class QButtonGroup;

namespace maskwright::ui {

/// A method that can be chosen.
struct MethodOption {
  QString method;   ///< as the engine calls it
  QString title;    ///< for people
  QString text;     ///< what it is good for, one sentence
  QString missing;  ///< why it can't be chosen now; empty = it can
};

/// Methods one below the other, each with what it is good for or why it can't be chosen. The button
/// of a method is named after it ("slots").
class MethodChoice final : public QWidget {
  Q_OBJECT
 public:
  explicit MethodChoice(const QVector<MethodOption>& options, QWidget* parent = nullptr);
  QString method() const;
  void setMethod(const QString& method);  ///< nothing if it can't be chosen

 Q_SIGNALS:
  void methodChosen(const QString& method);

 private:
  QVector<MethodOption> options_;
  QButtonGroup* buttons_;
};

}  // namespace maskwright::ui
