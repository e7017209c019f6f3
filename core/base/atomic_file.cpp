#include "core/base/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace maskwright {

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {}

AtomicFile::~AtomicFile() {
  if (file_) std::fclose(file_);
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

Error AtomicFile::failure(const char* what) const {
  return {ErrorKind::Unwritable,
          std::string(what) + " (" + std::strerror(errno) + ")",
          target_.string()};
}

Result<void> AtomicFile::open() {
  temporary_ = target_;
  temporary_ += ".part" + std::to_string(::getpid());
  errno = 0;
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (!file_) {
    temporary_.clear();
    return failure("can't be written");
  }
  return {};
}

Result<void> AtomicFile::write(std::string_view bytes) {
  if (bytes.empty()) return {};  // its pointer may be null
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
    return failure("writing failed");
  return {};
}

Result<void> AtomicFile::rewriteStart(std::string_view bytes) {
  if (::fseeko(file_, 0, SEEK_SET) != 0) return failure("writing failed");
  if (auto written = write(bytes); !written) return written;
  if (::fseeko(file_, 0, SEEK_END) != 0) return failure("writing failed");
  return {};
}

Result<void> AtomicFile::commit() {
  if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) return failure("writing failed");
  const int closed = std::fclose(file_);
  file_ = nullptr;
  if (closed != 0) return failure("writing failed");
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return failure("can't be put in place");
  temporary_.clear();
  auto folder = target_.parent_path();
  if (folder.empty()) folder = ".";
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    ::fsync(fd);
    ::close(fd);
  }
  return {};
}

Result<void> writeFileAtomically(const std::filesystem::path& target, std::string_view bytes) {
  AtomicFile file(target);
  if (auto r = file.open(); !r) return r;
  if (auto r = file.write(bytes); !r) return r;
  return file.commit();
}

Result<std::string> readFile(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    return Error{ErrorKind::NotFound, "file does not exist", path.string()};
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  if (!in || std::filesystem::is_directory(path, error) ||
      !(bytes << in.rdbuf() || in.peek() == EOF))
    return Error{ErrorKind::Unreadable, "file can't be read", path.string()};
  return std::move(bytes).str();
}

}  // namespace maskwright
