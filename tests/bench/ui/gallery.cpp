// Shows one view with real pictures and writes a screenshot, to look at and to judge.
//   bench_gallery VIEW FOLDER OUT.png [--light] [--size WxH] [--tile N] [--rows N] [--image NAME]
// VIEW: review, image, clusters, rounds, start, proposal, popup, empty.
// FOLDER holds images/ and a COCO instances.json, whose masks stand in for candidates.

#include "tests/bench/ui/gallery_pages.h"
#include "ui/support/theme.h"
#include "ui/views/category_popup.h"

#include <QApplication>
#include <QCommandLineParser>

#include <memory>

using namespace maskwright::bench;

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
      page->grab().save(args[2]);
      app.quit();
    });
  return QApplication::exec();
}
