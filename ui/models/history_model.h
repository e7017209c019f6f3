#pragma once

#include "core/store/history_query.h"
#include "core/store/review_query.h"

#include <QAbstractListModel>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace maskwright::ui {

/// Roles of HistoryModel, beside the CandidateRole roles of one of the command's masks (a
/// thumbnail) where it has any. Qt::DisplayRole is the command's text.
enum HistoryRole {
  CommandAuthorRole = Qt::UserRole + 200,  ///< QString
  CommandTimeRole,                         ///< QDateTime
  CommandMasksRole,                        ///< qlonglong
  CommandStateRole,                        ///< int, value of store::CommandState
  CommandVerdictRole,                      ///< int, value of Verdict; -1 = none, or several
  CommandKindRole,                         ///< QString, e.g. "edit-mask"
  CurrentCommandRole,                      ///< bool: the newest that is done
  FirstOfDayRole  ///< bool: the row above is of another day, or there is none
};

/// All commands, newest first, read a page at a time as the view asks for more (fetchMore), so that
/// ten thousand open as fast as ten.
class HistoryModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  static constexpr int kPageRows = 100;

  explicit HistoryModel(QObject* parent = nullptr);

  /// The connection is used on this thread only. Null = empty.
  void setSource(store::Connection* connection, const QString& imagesRoot);
  /// Only commands with this in their text or author; empty = all.
  void setSearch(const QString& text);
  const QString& search() const { return search_; }
  void reload();
  /// Puts new commands on top and reads the states of the rows anew, which keep their places.
  void refresh();

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool canFetchMore(const QModelIndex& parent) const override;
  void fetchMore(const QModelIndex& parent) override;

  CommandId commandAt(int row) const;  ///< none = no such row
  int rowOf(CommandId command) const;  ///< -1 = not read yet, or not among those searched for
  CommandId current() const { return current_; }
  /// Newest command that is done and older than the day of a row; CommandId{} = there is none,
  /// nothing = there is no such row, or it could not be read.
  std::optional<CommandId> lastBeforeDayOf(int row) const;

 private:
  struct Row {
    store::HistoryRow command;
    std::optional<store::ReviewItem> mask;
  };
  std::vector<Row> rowsOf(std::vector<store::HistoryRow> commands);
  void takeStates(const std::vector<std::pair<CommandId, store::CommandState>>& states);
  QVariant maskData(const Row& row, int role) const;

  store::Connection* connection_ = nullptr;
  QString imagesRoot_, search_;
  std::vector<Row> rows_;
  CommandId newest_;  ///< known so far, whether it is among those searched for or not
  CommandId current_;
  bool isComplete_ = true;
};

}  // namespace maskwright::ui
