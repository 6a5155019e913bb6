#include "services/directory/csvreader.h"

#include <cstddef>
#include <utility>

namespace billhook::directory {

namespace {

constexpr std::size_t longestRecord
    = 64; ///< lines; an opening quote without its partner must not swallow the file
constexpr std::size_t longestLine = std::size_t{ 64 } << 10U;

enum class Ended
{
    Well,
    InsideQuotes,
    Badly,
};

/** Splits one record. */
class Splitter final
{
public:
    explicit Splitter(std::string_view text)
        : m_text(text)
    { }

    Ended split(std::vector<std::string> &fields)
    {
        fields.clear();
        for (;;) {
            std::string field;
            const Ended ended = m_text.starts_with('"') ? takeQuoted(field) : takePlain(field);
            if (ended != Ended::Well) {
                return ended;
            }
            fields.push_back(std::move(field));
            if (m_text.empty()) {
                return Ended::Well;
            }
            m_text.remove_prefix(1); // the comma
        }
    }

private:
    Ended takePlain(std::string &field)
    {
        field = m_text.substr(0, m_text.find(','));
        m_text.remove_prefix(field.size());
        return field.find('"') == std::string::npos ? Ended::Well : Ended::Badly;
    }

    Ended takeQuoted(std::string &field)
    {
        for (;;) {
            m_text.remove_prefix(1);
            const auto quote = m_text.find('"');
            if (quote == std::string_view::npos) {
                return Ended::InsideQuotes;
            }
            field.append(m_text.substr(0, quote));
            m_text.remove_prefix(quote + 1);
            if (!m_text.starts_with('"')) {
                return m_text.empty() || m_text.starts_with(',') ? Ended::Well : Ended::Badly;
            }
            field.push_back('"'); // two quotes are one
        }
    }

    std::string_view m_text;
};

} // namespace

CsvReader::CsvReader(std::istream &input)
    : m_reader(input, longestLine)
{ }

bool CsvReader::next()
{
    do {
        if (!ensureLines(1)) {
            return false;
        }
        m_line = m_lines.front().number;
        readRecord();
    } while (m_problem.empty() && m_fields.size() == 1
        && m_fields.front().find_first_not_of(" \t") == std::string::npos);
    return true;
}

bool CsvReader::ensureLines(std::size_t count)
{
    while (m_lines.size() < count && m_reader.next()) {
        m_lines.push_back({ .number = m_reader.number(),
            .text = std::string(m_reader.text()),
            .tooLong = m_reader.tooLong() });
    }
    return m_lines.size() >= count;
}

void CsvReader::readRecord()
{
    m_problem.clear();
    std::string record = m_lines.front().text;
    std::size_t used = 1;
    Ended ended = Splitter(record).split(m_fields);
    while (ended == Ended::InsideQuotes && used < longestRecord && ensureLines(used + 1)) {
        record.append("\n").append(m_lines[used].text);
        ++used;
        ended = Splitter(record).split(m_fields);
    }
    const bool tooLong = m_lines.front().tooLong;
    if (tooLong || ended != Ended::Well) {
        m_problem = tooLong         ? "the line is longer than 64 KiB"
            : ended == Ended::Badly ? "the quotes are not those of a CSV file"
                                    : "a quote is opened and never closed";
        m_fields.clear();
        used = 1;
    }
    m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(used));
}

} // namespace billhook::directory
