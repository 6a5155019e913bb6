#include "services/postgres/copyrows.h"

#include "services/postgres/bigendian.h"

#include <algorithm>
#include <utility>

namespace billhook::postgres {

namespace {

constexpr std::string_view signature("PGCOPY\n\377\r\n\0", 11);
constexpr std::int64_t microsecond = 1'000'000;
constexpr std::int64_t epoch = 946'684'800 * microsecond; ///< PostgreSQL counts from 2000
constexpr std::uint32_t textOid = 25;

unsigned digitOf(char character)
{
    return static_cast<unsigned>(character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10);
}

} // namespace

CopyRows::CopyRows(std::string_view table, std::vector<std::string_view> columns)
    : m_table(table)
    , m_columns(std::move(columns))
{
    clear();
}

void CopyRows::clear()
{
    m_bytes.assign(signature);
    m_bytes.append(headerSize - signature.size(), '\0'); // no flags, no extension
}

std::string CopyRows::statement() const
{
    std::string text = "COPY " + m_table + " (";
    for (const auto column : m_columns) {
        text.append(text.back() == '(' ? "" : ", ").append(column);
    }
    return text + ") FROM STDIN (FORMAT binary)";
}

CopyRows &CopyRows::row()
{
    appendBigEndian(m_bytes, static_cast<std::uint16_t>(m_columns.size()));
    return *this;
}

CopyRows &CopyRows::field(std::optional<std::string_view> bytes)
{
    if (!bytes) {
        appendBigEndian<std::uint32_t>(m_bytes, 0xFFFFFFFFU);
        return *this;
    }
    appendBigEndian(m_bytes, static_cast<std::uint32_t>(bytes->size()));
    m_bytes.append(*bytes);
    return *this;
}

CopyRows &CopyRows::text(std::optional<std::string_view> value)
{
    return field(value);
}

CopyRows &CopyRows::bytes(std::string_view value)
{
    return field(value);
}

CopyRows &CopyRows::bigint(std::optional<std::int64_t> value)
{
    if (!value) {
        return field(std::nullopt);
    }
    appendBigEndian<std::uint32_t>(m_bytes, 8U);
    appendBigEndian(m_bytes, static_cast<std::uint64_t>(*value));
    return *this;
}

CopyRows &CopyRows::smallint(std::int16_t value)
{
    appendBigEndian<std::uint32_t>(m_bytes, 2U);
    appendBigEndian(m_bytes, static_cast<std::uint16_t>(value));
    return *this;
}

CopyRows &CopyRows::boolean(std::optional<bool> value)
{
    return value ? field(*value ? std::string_view("\x01", 1) : std::string_view("\0", 1))
                 : field(std::nullopt);
}

CopyRows &CopyRows::instant(std::optional<std::int64_t> seconds)
{
    return seconds ? microseconds(*seconds * microsecond) : field(std::nullopt);
}

CopyRows &CopyRows::microseconds(std::int64_t value)
{
    return bigint(value - epoch);
}

CopyRows &CopyRows::uuid(std::optional<std::string_view> value)
{
    if (!value) {
        return field(std::nullopt);
    }
    std::string digits;
    std::copy_if(value->begin(), value->end(), std::back_inserter(digits), [](char c) { return c != '-'; });
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        bytes += static_cast<char>(digitOf(digits[at]) << 4U | digitOf(digits[at + 1]));
    }
    return field(bytes);
}

CopyRows &CopyRows::texts(const std::optional<std::vector<std::string>> &values)
{
    if (!values) {
        return field(std::nullopt);
    }
    std::string array;
    appendBigEndian<std::uint32_t>(array, values->empty() ? 0U : 1U);
    appendBigEndian<std::uint32_t>(array, 0U); // no NULL among them
    appendBigEndian(array, textOid);
    if (!values->empty()) {
        appendBigEndian(array, static_cast<std::uint32_t>(values->size()));
        appendBigEndian<std::uint32_t>(array, 1U);
    }
    for (const auto &value : *values) {
        appendBigEndian(array, static_cast<std::uint32_t>(value.size()));
        array.append(value);
    }
    return field(array);
}

} // namespace billhook::postgres
