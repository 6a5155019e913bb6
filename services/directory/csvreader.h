#pragma once

#include "services/directory/linereader.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::directory {

/**
 * Records of an RFC 4180 file: commas, fields in quotes where needed, quotes doubled inside, line breaks
 * allowed there. A record that makes no sense costs its first line only; reading goes on with the next line.
 * Blank lines are no records.
 */
class CsvReader final
{
public:
    explicit CsvReader(std::istream &input);
    CsvReader(const CsvReader &) = delete;
    CsvReader &operator=(const CsvReader &) = delete;
    ~CsvReader() = default;

    /** False at the end, and when the stream can't be read on: see failed(). */
    bool next();

    const std::vector<std::string> &fields() const { return m_fields; } ///< empty when there is a problem
    const std::string &problem() const { return m_problem; } ///< "" for a good record
    std::int64_t line() const { return m_line; } ///< where the record begins, from 1
    std::int64_t bytes() const { return m_reader.bytes(); }
    bool failed() const { return m_reader.failed(); }

private:
    struct Line
    {
        std::int64_t number = 0;
        std::string text;
        bool tooLong = false;
    };

    bool ensureLines(std::size_t count);
    void readRecord();

    LineReader m_reader;
    std::deque<Line> m_lines; ///< read, not yet taken
    std::vector<std::string> m_fields;
    std::string m_problem;
    std::int64_t m_line = 0;
};

} // namespace billhook::directory
