#pragma once

#include "models/domain/result.h"

#include <cstdint>
#include <fstream>
#include <istream>
#include <string>

namespace billhook::directory {

/** A file opened for import: a regular file, or a pipe, which can be read once only. */
class ImportFile final
{
public:
    /** NotFound, or InvalidInput for a folder and for what may not be read. */
    static domain::Result<ImportFile> open(const std::string &path);

    std::istream &stream() { return m_stream; }
    std::int64_t size() const { return m_size; } ///< 0 when it can't be told
    bool canBeReadAgain() const { return m_regular; }

    static domain::Error unreadable();

private:
    ImportFile() = default;

    std::ifstream m_stream;
    std::int64_t m_size = 0;
    bool m_regular = false;
};

} // namespace billhook::directory
