#include "core/imaging/image_scanner.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace maskwright::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 8> kExtensions{
    ".jpg", ".jpeg", ".jpe", ".png", ".tif", ".tiff", ".bmp", ".webp"};

class Walk {
 public:
  Walk(fs::path root, CancelToken cancel) : root_(std::move(root)), cancel_(std::move(cancel)) {}

  bool enter(const fs::path& folder) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return report(folder, "folder can't be read");
    // The same folder reached by a second link would list its images twice, or for ever.
    if (!seen_.insert({status.st_dev, status.st_ino}).second) return true;
    std::error_code code;
    std::vector<fs::path> entries;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
      entries.push_back(it->path());
    if (code) return report(folder, "folder can't be read: " + code.message());
    // Sorted, so that which of two links to one folder counts doesn't depend on the disk.
    std::sort(entries.begin(), entries.end(), [](const fs::path& a, const fs::path& b) {
      return a.native() < b.native();
    });
    for (const fs::path& entry : entries) {
      if (cancel_.stop_requested()) break;
      visit(entry);
    }
    return true;
  }

  FolderListing listing;

 private:
  void visit(const fs::path& entry) {
    if (entry.filename().native().starts_with(".") || entry.extension() == ".maskwright") return;
    struct stat status {};
    if (::stat(entry.c_str(), &status) != 0) {
      if (hasImageExtension(entry)) report(entry, "broken link or unreadable file");
      return;
    }
    if (S_ISDIR(status.st_mode)) {
      enter(entry);
    } else if (S_ISREG(status.st_mode) && hasImageExtension(entry)) {
      listing.files.push_back({entry.lexically_relative(root_).generic_string(),
                               static_cast<int64_t>(status.st_size),
                               status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec});
    }
  }

  bool report(const fs::path& place, std::string why) {
    listing.issues.push_back({ErrorKind::Unreadable, std::move(why), place.string()});
    return false;
  }

  fs::path root_;
  CancelToken cancel_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

bool hasImageExtension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

Result<FolderListing> listImages(const fs::path& root, const CancelToken& cancel) {
  std::error_code code;
  if (!fs::exists(root, code)) return Error{ErrorKind::NotFound, "no such folder", root.string()};
  if (!fs::is_directory(root, code))
    return Error{ErrorKind::NotFound, "not a folder", root.string()};
  Walk walk(root, cancel);
  if (!walk.enter(root)) return walk.listing.issues.front();
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "stopped", root.string()};
  auto& files = walk.listing.files;
  std::sort(files.begin(), files.end(), [](const FoundFile& a, const FoundFile& b) {
    return a.path < b.path;
  });
  return std::move(walk.listing);
}

}  // namespace maskwright::imaging
