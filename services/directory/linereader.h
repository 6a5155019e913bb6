#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::directory {

/**
 * Lines of a stream of any size, in constant memory: what a line has beyond the limit is skipped. Lines end
 * with LF or CRLF; a byte order mark at the beginning is left out.
 */
class LineReader final
{
public:
    explicit LineReader(std::istream &input, std::size_t limit = std::size_t{ 1 } << 20U);
    LineReader(const LineReader &) = delete;
    LineReader &operator=(const LineReader &) = delete;
    ~LineReader() = default;

    /** False at the end, and when the stream can't be read on: see failed(). */
    bool next();

    std::string_view text() const { return m_line; } ///< without its end; valid until next()
    std::int64_t number() const { return m_number; } ///< from 1
    bool tooLong() const { return m_tooLong; }
    std::int64_t bytes() const { return m_bytes; } ///< consumed so far
    bool failed() const { return m_input.bad(); }

private:
    bool fill();
    void append(std::string_view part);

    std::istream &m_input;
    std::size_t m_limit;
    std::vector<char> m_block;
    std::string_view m_rest; ///< of m_block, not yet taken
    std::string m_line;
    std::int64_t m_number = 0;
    std::int64_t m_bytes = 0;
    bool m_tooLong = false;
};

} // namespace billhook::directory
