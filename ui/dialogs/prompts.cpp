#include "ui/dialogs/prompts.h"

#include "ui/support/icons.h"

#include <QColor>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace maskwright::ui {
namespace {
constexpr int kIconPx = 32;
constexpr QColor kWarning(0xe6, 0x9f, 0x00);
}  // namespace

QString DialogPrompts::chooseFolder(QWidget* parent, const QString& title, const QString& start) {
  return QFileDialog::getExistingDirectory(parent, title, start);
}

QString DialogPrompts::chooseFile(QWidget* parent,
                                  const QString& title,
                                  const QString& start,
                                  const QString& filter) {
  return QFileDialog::getOpenFileName(parent, title, start, filter);
}

QString DialogPrompts::chooseSaveFile(QWidget* parent,
                                      const QString& title,
                                      const QString& suggested,
                                      const QString& filter) {
  return QFileDialog::getSaveFileName(parent, title, suggested, filter);
}

void DialogPrompts::problem(QWidget* parent, const QString& title, const QString& text) {
  QMessageBox box(QMessageBox::NoIcon, title, title, QMessageBox::Ok, parent);
  box.setIconPixmap(icon(QStringLiteral("warning"), kWarning).pixmap(kIconPx));
  box.setInformativeText(text);
  box.exec();
}

bool DialogPrompts::confirm(QWidget* parent,
                            const QString& title,
                            const QString& text,
                            const QString& action) {
  QMessageBox box(QMessageBox::NoIcon, title, title, QMessageBox::Cancel, parent);
  box.setIconPixmap(icon(QStringLiteral("info")).pixmap(kIconPx));
  box.setInformativeText(text);
  auto* go = box.addButton(action, QMessageBox::AcceptRole);
  box.exec();
  return box.clickedButton() == go;
}

}  // namespace maskwright::ui
