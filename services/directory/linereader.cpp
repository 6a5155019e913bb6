#include "services/directory/linereader.h"

#include <algorithm>

namespace billhook::directory {

namespace {

constexpr std::size_t blockSize = std::size_t{ 256 } << 10U;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

} // namespace

LineReader::LineReader(std::istream &input, std::size_t limit)
    : m_input(input)
    , m_limit(limit)
    , m_block(blockSize)
{ }

bool LineReader::next()
{
    m_line.clear();
    m_tooLong = false;
    bool any = false;
    while (!m_rest.empty() || fill()) {
        any = true;
        const auto end = m_rest.find('\n');
        append(m_rest.substr(0, end));
        const std::size_t taken = end == std::string_view::npos ? m_rest.size() : end + 1;
        m_rest.remove_prefix(taken);
        m_bytes += static_cast<std::int64_t>(taken);
        if (end != std::string_view::npos) {
            break;
        }
    }
    if (!any || failed()) {
        return false;
    }
    ++m_number;
    if (m_number == 1 && m_line.starts_with(byteOrderMark)) {
        m_line.erase(0, byteOrderMark.size());
    }
    if (m_line.ends_with('\r')) {
        m_line.pop_back();
    }
    return true;
}

bool LineReader::fill()
{
    m_input.read(m_block.data(), static_cast<std::streamsize>(m_block.size()));
    m_rest = std::string_view(m_block.data(), static_cast<std::size_t>(m_input.gcount()));
    return !m_rest.empty();
}

void LineReader::append(std::string_view part)
{
    const std::size_t room = m_limit - m_line.size();
    m_tooLong = m_tooLong || part.size() > room;
    m_line.append(part.substr(0, std::min(part.size(), room)));
}

} // namespace billhook::directory
