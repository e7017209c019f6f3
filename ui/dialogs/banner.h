#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;

namespace maskwright::ui {

/// What a banner is about, for those that withdraw it when that is over.
enum class BannerTopic { Other, ClusterScope, MissingImages, NewOrder };

/// A line across the window that stays until it is answered: a failed write, new candidates.
class Banner final : public QFrame {
  Q_OBJECT
 public:
  explicit Banner(QWidget* parent = nullptr);
  /// `action` empty = only "Close"; else the text of a button that runs `run` once. What an earlier
  /// message offered is no longer offered.
  void showText(const QString& text,
                bool isProblem,
                const QString& action = {},
                std::function<void()> run = {},
                BannerTopic topic = BannerTopic::Other);
  void withdraw(BannerTopic topic);  ///< hides it if that is what it is about

 private:
  QLabel* icon_;
  QLabel* text_;
  QPushButton* action_;
  std::function<void()> run_;
  BannerTopic topic_ = BannerTopic::Other;
};

}  // namespace maskwright::ui
