#include "core/ml/weights/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace maskwright::ml {

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code))
    return Error{ErrorKind::NotFound, "no such file", path.string()};
  if (!std::filesystem::is_regular_file(path, code))
    return Error{ErrorKind::Unreadable, "is no file", path.string()};
  const Error closed{ErrorKind::Unreadable, "can't be opened", path.string()};
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return closed;
  struct stat facts {};
  const bool known = ::fstat(file, &facts) == 0;
  MappedFile mapped;
  mapped.size_ = known ? static_cast<size_t>(facts.st_size) : 0;
  void* start = nullptr;
  if (mapped.size_ > 0) start = ::mmap(nullptr, mapped.size_, PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  if (!known || start == MAP_FAILED) return closed;
  if (start != nullptr) {
    mapped.data_ = {static_cast<const char*>(start),
                    [size = mapped.size_](const char* p) { ::munmap(const_cast<char*>(p), size); }};
  }
  return mapped;
}

}  // namespace maskwright::ml
