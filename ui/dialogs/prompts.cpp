#include "ui/dialogs/prompts.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace maskwright::ui {

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
  QMessageBox box(QMessageBox::Warning, title, title, QMessageBox::Ok, parent);
  box.setInformativeText(text);
  box.exec();
}

bool DialogPrompts::confirm(QWidget* parent,
                            const QString& title,
                            const QString& text,
                            const QString& action) {
  QMessageBox box(QMessageBox::Question, title, title, QMessageBox::Cancel, parent);
  box.setInformativeText(text);
  auto* go = box.addButton(action, QMessageBox::AcceptRole);
  box.exec();
  return box.clickedButton() == go;
}

}  // namespace maskwright::ui
