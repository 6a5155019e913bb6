#include "services/directory/importfile.h"

#include <filesystem>
#include <system_error>

namespace billhook::directory {

using domain::Error;
using domain::ErrorKind;

domain::Result<ImportFile> ImportFile::open(const std::string &path)
{
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (!std::filesystem::exists(status)) {
        return Error{ .kind = ErrorKind::NotFound,
            .code = "file_missing",
            .message = "There is no file " + path + ". Nothing was imported.",
            .detail = problem.message() };
    }
    ImportFile file;
    file.m_regular = std::filesystem::is_regular_file(status);
    if (!std::filesystem::is_directory(status)) {
        file.m_stream.open(path, std::ios::binary);
    }
    if (!file.m_stream.is_open()) {
        return Error{ .kind = ErrorKind::InvalidInput,
            .code = "file_unreadable",
            .message = path + " can't be read as a file. Nothing was imported.",
            .detail = {} };
    }
    if (file.m_regular) {
        const auto size = std::filesystem::file_size(path, problem);
        file.m_size = problem ? 0 : static_cast<std::int64_t>(size);
    }
    return file;
}

Error ImportFile::unreadable()
{
    return { .kind = ErrorKind::InvalidInput,
        .code = "file_unreadable",
        .message
        = "The file could not be read to its end. What came before is kept; it can be imported again.",
        .detail = {} };
}

} // namespace billhook::directory
