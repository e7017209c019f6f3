#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace maskwright::ui {

/// Questions that stop for an answer of the person. One implementation asks through dialogs; tests
/// answer by themselves.
class Prompts {
 public:
  virtual ~Prompts() = default;
  /// Empty = dismissed.
  virtual QString chooseFolder(QWidget* parent, const QString& title, const QString& start) = 0;
  virtual QString chooseFile(QWidget* parent,
                             const QString& title,
                             const QString& start,
                             const QString& filter) = 0;
  virtual QString chooseSaveFile(QWidget* parent,
                                 const QString& title,
                                 const QString& suggested,
                                 const QString& filter) = 0;
  /// A failure that must be read.
  virtual void problem(QWidget* parent, const QString& title, const QString& text) = 0;
  /// True = go on.
  virtual bool confirm(QWidget* parent,
                       const QString& title,
                       const QString& text,
                       const QString& action) = 0;
};

/// The native dialogs.
class DialogPrompts final : public Prompts {
 public:
  QString chooseFolder(QWidget* parent, const QString& title, const QString& start) override;
  QString chooseFile(QWidget* parent,
                     const QString& title,
                     const QString& start,
                     const QString& filter) override;
  QString chooseSaveFile(QWidget* parent,
                         const QString& title,
                         const QString& suggested,
                         const QString& filter) override;
  void problem(QWidget* parent, const QString& title, const QString& text) override;
  bool confirm(QWidget* parent,
               const QString& title,
               const QString& text,
               const QString& action) override;
};

}  // namespace maskwright::ui
