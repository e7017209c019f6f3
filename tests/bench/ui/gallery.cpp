// Shows one view with real pictures and writes a screenshot, to look at and to judge.
//   bench_gallery VIEW FOLDER OUT.png [--light] [--size WxH] [--tile N] [--rows N] [--image NAME]
// VIEW: review, image, clusters, rounds, start, proposal, popup, empty.
// FOLDER holds images/ and a COCO instances.json, whose masks stand in for candidates.

#include "ui/jobs/job_roles.h"
#include "ui/models/candidate_roles.h"
#include "ui/models/cluster_roles.h"
#include "ui/support/crop_ref.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/mask_provider.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/category_popup.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/confidence_histogram.h"
#include "ui/views/filter_panel.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"
#include "ui/views/inspector_panel.h"
#include "ui/views/jobs_panel.h"
#include "ui/views/loss_chart.h"
#include "ui/views/round_panel.h"
#include "ui/views/section.h"
#include "ui/views/start_page.h"
#include "ui/views/status_strip.h"
#include "ui/views/top_bar.h"
#include "ui/views/verdict_bar.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QStandardItemModel>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace maskwright;
using namespace maskwright::ui;

namespace {

struct Item {
  CropRef crop;
  Rle mask;
  double confidence = 0;
  Verdict verdict = Verdict::Undecided;
  bool saved = true;
  QString category;
  int colour = -1;
};

Rle rleOf(const QImage& bitmap) {
  Rle rle{bitmap.height(), bitmap.width(), {}};
  bool inside = false;
  uint32_t run = 0;
  for (int x = 0; x < bitmap.width(); ++x) {
    for (int y = 0; y < bitmap.height(); ++y) {
      if ((qGray(bitmap.pixel(x, y)) > 127) != inside) {
        rle.counts.push_back(run);
        run = 0;
        inside = !inside;
      }
      ++run;
    }
  }
  rle.counts.push_back(run);
  return rle;
}

Rle maskOf(const QJsonValue& segmentation, const QSize& size) {
  if (segmentation.isObject()) {
    Rle rle{size.height(), size.width(), {}};
    for (const QJsonValue& n : segmentation["counts"].toArray())
      rle.counts.push_back(static_cast<uint32_t>(n.toInt()));
    return rle;
  }
  QImage canvas(size, QImage::Format_RGB32);
  canvas.fill(Qt::black);
  QPainter painter(&canvas);
  painter.setBrush(Qt::white);
  painter.setPen(Qt::NoPen);
  for (const QJsonValue& part : segmentation.toArray()) {
    QPolygonF polygon;
    const QJsonArray xy = part.toArray();
    for (int i = 0; i + 1 < xy.size(); i += 2)
      polygon << QPointF(xy[i].toDouble(), xy[i + 1].toDouble());
    painter.drawPolygon(polygon);
  }
  painter.end();
  return rleOf(canvas);
}

std::vector<Item> readItems(const QString& folder, int limit) {
  QFile file(folder + "/instances.json");
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
  QHash<int, QJsonObject> images;
  for (const QJsonValue& v : json["images"].toArray()) images[v["id"].toInt()] = v.toObject();
  QHash<int, QString> names;
  for (const QJsonValue& v : json["categories"].toArray())
    names[v["id"].toInt()] = v["name"].toString();
  std::vector<Item> items;
  const QJsonArray annotations = json["annotations"].toArray();
  for (const QJsonValue& v : annotations) {
    const QJsonObject image = images[v["image_id"].toInt()];
    const QJsonArray box = v["bbox"].toArray();
    if (v["area"].toDouble() < 300) continue;
    Item item;
    const QSize size(image["width"].toInt(), image["height"].toInt());
    item.crop = {
        qint64(items.size()) + 1,
        folder + "/images/" + image["file_name"].toString(),
        1,
        size,
        QRectF(box[0].toDouble(), box[1].toDouble(), box[2].toDouble(), box[3].toDouble())};
    item.mask = maskOf(v["segmentation"], size);
    item.category = names.value(v["category_id"].toInt());
    item.colour = v["category_id"].toInt();
    items.push_back(std::move(item));
    if (int(items.size()) == limit) break;
  }
  // Spread over images, then made-up confidences and verdicts, the same in each run.
  for (size_t i = 0; i < items.size(); ++i)
    std::swap(items[i], items[(i * 7919 + 13) % items.size()]);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].confidence = 0.985 - 0.7 * std::pow(double(i) / items.size(), 1.3);
    const int dice = static_cast<int>((i * 2654435761u >> 7) % 17);
    if (i < 24 && dice < 11) {
      static constexpr std::array kShown{Verdict::Accepted,
                                         Verdict::Accepted,
                                         Verdict::Accepted,
                                         Verdict::NotAnObject,
                                         Verdict::Relabelled,
                                         Verdict::BadMask,
                                         Verdict::FixLater,
                                         Verdict::Accepted,
                                         Verdict::NotAnObject,
                                         Verdict::BadMask,
                                         Verdict::Accepted};
      items[i].verdict = kShown[dice];
    }
    items[i].saved = i % 9 != 4;
    if (!isPositive(items[i].verdict) && i % 3 != 0) items[i].category.clear();
  }
  return items;
}

class ItemModel : public QAbstractListModel {
 public:
  explicit ItemModel(std::vector<Item> items, int rows) : items_(std::move(items)), rows_(rows) {}
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() || items_.empty() ? 0 : rows_;
  }
  const Item& item(int row) const { return items_[row % items_.size()]; }
  QVariant data(const QModelIndex& index, int role) const override {
    const Item& one = item(index.row());
    switch (role) {
      case CandidateIdRole:
        return one.crop.candidate;
      case ImagePathRole:
        return one.crop.imagePath;
      case OrientationRole:
        return one.crop.orientation;
      case ImageSizeRole:
        return one.crop.imageSize;
      case BoxRole:
        return one.crop.box;
      case ConfidenceRole:
        return one.confidence;
      case VerdictRole:
        return static_cast<int>(one.verdict);
      case SavedRole:
        return one.saved;
      case CategoryRole:
        return one.category;
      case CategoryColourRole:
        return one.colour;
      default:
        return {};
    }
  }
  const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;
  int rows_;
};

class Masks : public MaskProvider {
 public:
  explicit Masks(const ItemModel* model) {
    for (const Item& one : model->items()) masks_[one.crop.candidate] = one.mask;
  }
  bool maskFor(qint64 id, Rle* mask) override {
    *mask = masks_.value(id);
    return masks_.contains(id);
  }

 private:
  QHash<qint64, Rle> masks_;
};

QStandardItemModel* clusterModel(const ItemModel& model, QObject* parent) {
  auto* clusters = new QStandardItemModel(parent);
  for (int c = 0; c < (model.rowCount() > 0 ? 14 : 0); ++c) {
    QVector<CropRef> members;
    for (int i = 0; i < 9; ++i) members.append(model.item(c * 9 + i).crop);
    auto* row = new QStandardItem(QString("Cluster %1").arg(c + 1));
    row->setData(c + 1, ClusterIdRole);
    row->setData(420 / (c + 1), ClusterSizeRole);
    row->setData(0.96 - 0.04 * c, ClusterConfidenceRole);
    row->setData(c % 3 == 0 ? model.item(c * 9).category : QString(), ClusterNameRole);
    row->setData(c, ClusterColourRole);
    row->setData(c % 2 ? 100 / (c + 1) : 0, ClusterAcceptedRole);
    row->setData(40 / (c + 1), ClusterRejectedRole);
    row->setData(QVariant::fromValue(members), ClusterMembersRole);
    clusters->appendRow(row);
  }
  return clusters;
}

QStandardItemModel* jobModel(QObject* parent) {
  auto* jobs = new QStandardItemModel(parent);
  const auto add = [&](const QString& title,
                       JobState state,
                       const QString& stage,
                       qlonglong done,
                       qlonglong total,
                       double eta,
                       const QString& note,
                       const QString& error) {
    auto* row = new QStandardItem(title);
    row->setData(title, JobTitleRole);
    row->setData(jobs->rowCount() + 1, JobIdRole);
    row->setData(int(state), JobStateRole);
    row->setData(stage, JobStageRole);
    row->setData(done, JobDoneRole);
    row->setData(total, JobTotalRole);
    row->setData(eta, JobEtaSRole);
    row->setData(3.4, JobRateRole);
    row->setData(note, JobNoteRole);
    row->setData(error, JobErrorRole);
    row->setData(state >= JobState::Failed, JobResumableRole);
    row->setData("log", JobLogRole);
    jobs->appendRow(row);
  };
  add("Scan", JobState::Finished, "", 130, 130, 0, "130 images, 1 unreadable", "");
  add("Export to COCO",
      JobState::Failed,
      "",
      0,
      0,
      -1,
      "",
      "The disk is full: export/instances.json. Nothing was overwritten; free some space and "
      "resume.");
  add("Find masks · Free Mask (FreeSOLO), small: R-18, 512 px",
      JobState::Running,
      "Finding masks",
      62,
      130,
      21,
      "",
      "");
  add("Round 2 · SOLO (FreeSOLO)", JobState::Queued, "", 0, 0, -1, "", "");
  return jobs;
}

InspectorInfo infoOf(const Item& item) {
  InspectorInfo info;
  info.crop = item.crop;
  info.mask = item.mask;
  info.imageName = item.crop.imagePath.section('/', -1);
  info.confidence = item.confidence;
  info.verdict.verdict = item.verdict;
  info.category = item.category;
  info.categoryColour = item.colour;
  info.cluster = 3;
  info.clusterName = "Cluster 3";
  info.source = "Free Mask";
  info.profile = "small: R-18, 512 px, pre-trained on this collection";
  for (size_t i = 1; i < item.mask.counts.size(); i += 2) info.area += item.mask.counts[i];
  info.attributes = {0.83, 0.91, 0.77, 0.12, 0.0, 0.54, 0.38};
  Decision decision;
  decision.now.verdict = item.verdict;
  decision.decidedMs = 1760000000000;
  if (item.verdict != Verdict::Undecided) info.history = {decision};
  return info;
}

std::array<int64_t, 50> histogramOf(const ItemModel& model) {
  std::array<int64_t, 50> bins{};
  for (const Item& one : model.items())
    if (one.verdict == Verdict::Undecided) ++bins[std::clamp(int(one.confidence * 50), 0, 49)];
  return bins;
}

/// The review workspace as the main window lays it out.
QWidget* reviewPage(ImageLoader* loader, ItemModel* model, Masks* masks, int tile, bool image) {
  auto* page = new QWidget;
  auto* outer = new QVBoxLayout(page);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  auto* top = new TopBar(page);
  top->setProject("facades", nullptr);
  top->setJobCount(1);
  outer->addWidget(top);
  outer->addWidget(separator(Qt::Horizontal, page));
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  auto* filters = new FilterPanel(page);
  filters->setFixedWidth(220);
  filters->setVerdictCounts({3412, 1190, 18, 540, 61, 12});
  filters->setCategories({{1, "window", 2, 812}, {2, "balcony", 5, 120}, {3, "door", 9, 36}});
  filters->setHistogram(histogramOf(*model));
  auto* clusters = new ClusterPanel(loader, ClusterLayout::List, page);
  clusters->setModel(clusterModel(*model, page));
  clusters->setCurrentCluster(2);
  filters->setClusterWidget(clusters);
  middle->addWidget(filters);
  middle->addWidget(separator(Qt::Vertical, page));
  auto* centre = new QVBoxLayout;
  centre->setSpacing(0);
  if (image) {
    auto* view = new ImageView(loader, page);
    const Item& first = model->item(1);
    std::vector<CanvasMask> shown;
    for (const Item& one : model->items())
      if (one.crop.imagePath == first.crop.imagePath)
        shown.push_back({one.crop.candidate, one.mask, one.verdict, {}, one.category});
    view->canvas()->setImage(first.crop.imagePath, 1, first.crop.imageSize);
    view->setCaption(first.crop.imagePath.section('/', -1), QString("%1 masks").arg(shown.size()));
    view->canvas()->setMasks(std::move(shown));
    view->canvas()->setFocused(first.crop.candidate);
    top->setTileSliderVisible(false);
    centre->addWidget(view, 1);
  } else {
    auto* grid = new CandidateGrid(loader, page);
    grid->setMaskProvider(masks);
    grid->setModel(model);
    grid->setTileSize(tile);
    grid->setThreshold(filters->threshold());
    QObject::connect(filters, &FilterPanel::thresholdChanged, grid, &CandidateGrid::setThreshold);
    grid->setCurrentRow(1);
    if (model->rowCount() > 4)
      grid->selectionModel()->select(QItemSelection(model->index(1), model->index(3)),
                                     QItemSelectionModel::ClearAndSelect);
    QTimer::singleShot(100, grid, [grid] { grid->setFocus(); });
    centre->addWidget(grid, 1);
  }
  centre->addWidget(separator(Qt::Horizontal, page));
  auto* verdicts = new VerdictBar(page);
  verdicts->setTargetCount(image ? 1 : 3);
  verdicts->setUndoText("reject 37 in cluster 12", "");
  centre->addWidget(verdicts);
  middle->addLayout(centre, 1);
  middle->addWidget(separator(Qt::Vertical, page));
  auto* inspector = new InspectorPanel(loader, page);
  inspector->setFixedWidth(300);
  if (model->rowCount() > 0) inspector->setCandidate(infoOf(model->item(1)));
  middle->addWidget(inspector);
  outer->addLayout(middle, 1);
  outer->addWidget(separator(Qt::Horizontal, page));
  auto* status = new StatusStrip(page);
  status->setCounts({3412, 1190, 18, 540, 61, 12});
  status->setRate(1950);
  status->setJob("Round 2: training", 0.62, 190);
  outer->addWidget(status);
  return page;
}

QWidget* roundsPage() {
  auto* page = new QWidget;
  auto* layout = new QHBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* rounds = new RoundPanel(page);
  RoundCard zero;
  zero.method = "Free Mask (FreeSOLO)";
  zero.profile = "small: R-18, 512 px";
  zero.candidates = 5210;
  zero.accepted = 1208;
  zero.rejected = 540;
  zero.seconds = 45;
  RoundCard one = zero;
  one.number = 1;
  one.method = "SOLO (FreeSOLO)";
  one.candidates = 3120;
  one.accepted = 320;
  one.rejected = 41;
  one.positives = 1630;
  one.negatives = 540;
  one.seconds = 652;
  one.note =
      "Starts from the backbone pre-trained on this collection; reduced from the published method.";
  RoundCard two = one;
  two.number = 2;
  two.state = RoundState::Training;
  two.candidates = two.accepted = two.rejected = 0;
  rounds->setRounds({zero, one, two});
  for (int step = 0; step < 900; ++step) {
    const double fall = std::exp(-step / 260.0),
                 noise = 0.04 * std::sin(step * 1.7) * std::cos(step * 0.31);
    rounds->lossChart()->append("total", step, 0.9 + 2.4 * fall + noise);
    rounds->lossChart()->append("projection", step, 0.4 + 1.1 * fall + noise / 2);
    rounds->lossChart()->append("affinity", step, 0.3 + 0.7 * fall - noise / 2);
    rounds->lossChart()->append("embedding", step, 0.2 + 0.5 * fall);
  }
  rounds->setOutlook({1208,
                      422,
                      540,
                      73,
                      true,
                      true,
                      "Accepted masks of more images help most: 61 images have none yet."});
  rounds->selectRound(1);
  layout->addWidget(rounds, 1);
  auto* jobs = new JobsPanel(page);
  jobs->setFixedWidth(340);
  jobs->setModel(jobModel(page));
  layout->addWidget(separator(Qt::Vertical, page));
  layout->addWidget(jobs);
  return page;
}

QWidget* startPage(ImageLoader* loader, const ItemModel& model, bool proposal) {
  auto* page = new StartPage(loader);
  QVector<RecentProject> recent;
  for (int i = 0; i < 3; ++i) {
    const QStringList names{"facades", "Nuclei, plate 7", "Garden 2023"};
    recent.append({"/home/me/Pictures/" + names[i] + ".maskwright",
                   names[i],
                   130 + 500 * i,
                   5210 * (i + 1),
                   i == 1 ? 0 : 1748,
                   QDateTime(QDate(2026, 8, 3 + i), QTime(14, 12)),
                   model.item(i * 5).crop.imagePath,
                   1,
                   i == 2});
  }
  page->setRecentProjects(recent);
  if (proposal) {
    FolderProposal p;
    p.folder = "/home/me/Pictures/facades";
    p.projectPath = "/home/me/Pictures/facades.maskwright";
    p.images = 130;
    p.unreadable = 1;
    p.bytes = 9120000;
    for (int i = 0; i < 6; ++i) p.examples << model.item(i * 3).crop.imagePath;
    p.issues = {"IMG_0031.jpg: ends in the middle of the file"};
    p.steps =
        "Free Mask (FreeSOLO) looks for objects with a ResNet-18 that is first pre-trained on "
        "these "
        "images (DenseCL), because no weights come with the program. You can review while it runs.";
    p.duration = "About 4 minutes (estimate).";
    page->setProposal(p);
  }
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  QCommandLineParser parser;
  parser.addOptions({{"light", "light theme"},
                     {"size", "WxH", "size", "1440x900"},
                     {"tile", "px", "tile", "160"},
                     {"rows", "rows", "rows", "0"}});
  parser.process(app);
  const QStringList args = parser.positionalArguments();
  if (args.size() < 2) return 2;
  applyTheme(app, parser.isSet("light") ? ThemeKind::Light : ThemeKind::Dark);
  ImageLoader loader;
  std::vector<Item> items = readItems(args[1], 1500);
  const int rows = parser.value("rows").toInt();
  const int count = rows > 0 ? rows : static_cast<int>(items.size());
  ItemModel model(std::move(items), count);
  Masks masks(&model);
  std::unique_ptr<QWidget> page;
  const QString view = args[0];
  if (view == "rounds")
    page.reset(roundsPage());
  else if (view == "start" || view == "proposal")
    page.reset(startPage(&loader, model, view == "proposal"));
  else if (view == "clusters") {
    auto* wall = new ClusterPanel(&loader, ClusterLayout::Wall);
    wall->setModel(clusterModel(model, wall));
    page.reset(wall);
  } else if (view == "empty") {
    page.reset(reviewPage(&loader, new ItemModel({}, 0), &masks, 160, false));
  } else {
    page.reset(reviewPage(&loader, &model, &masks, parser.value("tile").toInt(), view == "image"));
  }
  const QStringList size = parser.value("size").split('x');
  page->resize(size[0].toInt(), size[1].toInt());
  page->show();
  CategoryPopup popup(page.get());
  if (view == "popup") {
    popup.setCategories({{1, "window", 2, 812}, {2, "balcony", 5, 120}, {3, "door", 9, 36}});
    QTimer::singleShot(300, &popup, [&] { popup.popUp("Relabel 3 masks", "w"); });
  }
  if (args.size() > 2)
    QTimer::singleShot(2500, &app, [&] {
      QPixmap shot = page->grab();
      if (view == "popup") {
        QPainter painter(&shot);
        painter.drawPixmap(page->mapFromGlobal(popup.pos()), popup.grab());
      }
      shot.save(args[2]);
      app.quit();
    });
  return QApplication::exec();
}
