#include "ui/models/history_model.h"

#include "ui/models/candidate_roles.h"
#include "ui/models/guarded_read.h"

#include <QDateTime>
#include <QLocale>
#include <QRectF>
#include <QSize>

#include <algorithm>
#include <unordered_map>

namespace maskwright::ui {

HistoryModel::HistoryModel(QObject* parent) : QAbstractListModel(parent) {}

void HistoryModel::setSource(store::Connection* connection, const QString& imagesRoot) {
  connection_ = connection;
  imagesRoot_ = imagesRoot.isEmpty() || imagesRoot.endsWith(u'/') ? imagesRoot : imagesRoot + u'/';
  search_.clear();
  reload();
}

void HistoryModel::setSearch(const QString& text) {
  if (text == search_) return;
  search_ = text;
  reload();
}

std::vector<HistoryModel::Row> HistoryModel::rowsOf(std::vector<store::HistoryRow> commands) {
  std::vector<Row> rows;
  for (auto& command : commands) {
    Row& row = rows.emplace_back();
    if (command.first) {
      auto items = store::ReviewQuery(*connection_).items({command.first.value});
      if (!items.empty()) row.mask = std::move(items.front());
    }
    row.command = std::move(command);
  }
  return rows;
}

void HistoryModel::reload() {
  beginResetModel();
  rows_.clear();
  newest_ = current_ = {};
  isComplete_ = true;
  if (connection_) {
    guardedRead([this] {
      const SQLite::Transaction snapshot(connection_->db());  // a writer may come between two reads
      store::HistoryQuery history(*connection_);
      rows_ = rowsOf(history.page(search_.toStdString(), {}, kPageRows));
      const auto last = history.page({}, {}, 1);
      newest_ = last.empty() ? CommandId{} : last.front().id;
      current_ = history.current();
      isComplete_ = rows_.size() < kPageRows;
      return 0;
    });
  }
  endResetModel();
}

bool HistoryModel::canFetchMore(const QModelIndex& parent) const {
  return !parent.isValid() && !isComplete_;
}

void HistoryModel::fetchMore(const QModelIndex& parent) {
  if (!canFetchMore(parent)) return;
  auto more = guardedRead([this] {
    const CommandId last = rows_.empty() ? CommandId{} : rows_.back().command.id;
    return rowsOf(store::HistoryQuery(*connection_).page(search_.toStdString(), last, kPageRows));
  });
  isComplete_ = more.size() < kPageRows;
  if (more.empty()) return;
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(more.size()) - 1);
  std::move(more.begin(), more.end(), std::back_inserter(rows_));
  endInsertRows();
}

void HistoryModel::refresh() {
  if (!connection_) return;
  std::vector<std::pair<CommandId, store::CommandState>> states;
  auto fresh = guardedRead([&] {
    const SQLite::Transaction snapshot(connection_->db());
    store::HistoryQuery history(*connection_);
    const auto last = history.page({}, {}, 1);
    auto rows = rowsOf(history.since(search_.toStdString(), newest_));
    if (!rows_.empty()) states = history.states(rows_.back().command.id);
    newest_ = last.empty() ? CommandId{} : last.front().id;
    current_ = history.current();
    return rows;
  });
  if (!fresh.empty()) {
    beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
    rows_.insert(rows_.begin(),
                 std::make_move_iterator(fresh.begin()),
                 std::make_move_iterator(fresh.end()));
    endInsertRows();
  }
  takeStates(states);
}

void HistoryModel::takeStates(
    const std::vector<std::pair<CommandId, store::CommandState>>& states) {
  if (rows_.empty()) return;
  std::unordered_map<int64_t, store::CommandState> byId;
  for (const auto& [id, state] : states) byId.emplace(id.value, state);
  for (Row& row : rows_)
    if (const auto found = byId.find(row.command.id.value); found != byId.end())
      row.command.state = found->second;
  // Which one is the current may have changed anywhere.
  Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

CommandId HistoryModel::commandAt(int row) const {
  return row >= 0 && row < rowCount() ? rows_[static_cast<size_t>(row)].command.id : CommandId{};
}

int HistoryModel::rowOf(CommandId command) const {
  const auto found = std::find_if(
      rows_.begin(), rows_.end(), [command](const Row& row) { return row.command.id == command; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

namespace {

QDateTime timeOf(const store::HistoryRow& command) {
  return QDateTime::fromMSecsSinceEpoch(command.createdMs);
}

QString textOf(const store::HistoryRow& command) {
  QString text = QString::fromStdString(command.text);
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

}  // namespace

std::optional<CommandId> HistoryModel::lastBeforeDayOf(int row) const {
  if (row < 0 || row >= rowCount()) return std::nullopt;
  const QDateTime start = timeOf(rows_[static_cast<size_t>(row)].command).date().startOfDay();
  return guardedRead([&] {
    return std::optional(
        store::HistoryQuery(*connection_).newestDoneBefore(start.toMSecsSinceEpoch()));
  });
}

QVariant HistoryModel::maskData(const Row& row, int role) const {
  if (!row.mask) return {};
  switch (role) {
    case CandidateIdRole:
      return static_cast<qlonglong>(row.mask->id.value);
    case ImagePathRole:
      return QString(imagesRoot_ + QString::fromStdString(row.mask->imagePath));
    case OrientationRole:
      return row.mask->orientation;
    case ImageSizeRole:
      return QSize(row.mask->imageWidth, row.mask->imageHeight);
    case BoxRole:
      return QRectF(row.mask->box.x, row.mask->box.y, row.mask->box.w, row.mask->box.h);
    default:
      return {};
  }
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Row& row = rows_[static_cast<size_t>(index.row())];
  const store::HistoryRow& command = row.command;
  switch (role) {
    case Qt::DisplayRole:
      return textOf(command);
    case CommandAuthorRole:
      return QString::fromStdString(command.author);
    case CommandTimeRole:
      return timeOf(command);
    case CommandMasksRole:
      return static_cast<qlonglong>(command.masks);
    case CommandStateRole:
      return static_cast<int>(command.state);
    case CommandVerdictRole:
      return command.verdict ? static_cast<int>(*command.verdict) : -1;
    case CommandKindRole:
      return QString::fromStdString(command.kind);
    case CurrentCommandRole:
      return command.id == current_;
    case FirstOfDayRole:
      return index.row() == 0 ||
             timeOf(rows_[static_cast<size_t>(index.row()) - 1].command).date() !=
                 timeOf(command).date();
    case Qt::AccessibleTextRole:
      return tr("%1, %2, %3")
          .arg(textOf(command),
               QString::fromStdString(command.author),
               QLocale().toString(timeOf(command), QLocale::ShortFormat));
    default:
      return maskData(row, role);
  }
}

}  // namespace maskwright::ui
