#include "ui/controllers/export_outlook_reader.h"

namespace maskwright::ui {

ExportOutlookReader::ExportOutlookReader(std::filesystem::path database, QObject* parent)
    : QObject(parent),
      reader_(
          std::move(database),
          QStringLiteral("export-outlook"),
          [token = stop_.get_token()](store::Connection& connection, const ExportRequest& request) {
            const auto outlook = exportOutlook(connection, request, token);
            return outlook ? std::optional(*outlook) : std::nullopt;
          },
          [this](const std::optional<ExportOutlook>& outlook) {
            if (outlook) Q_EMIT counted(*outlook);
          }) {}

ExportOutlookReader::~ExportOutlookReader() {
  stop_.request_stop();
}

void ExportOutlookReader::ask(const ExportRequest& request) {
  reader_.request(request);
}

}  // namespace maskwright::ui
