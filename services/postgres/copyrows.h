#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::postgres {

/**
 * Rows on their way into one table by COPY, in PostgreSQL's binary form: no parsing on the other side. The
 * values of a row follow in the order of the columns and have exactly their types; the server refuses all of
 * it otherwise. Table and columns are our own words, never foreign text.
 */
class CopyRows final
{
public:
    CopyRows(std::string_view table, std::vector<std::string_view> columns);

    CopyRows &row(); ///< begins one
    CopyRows &text(std::optional<std::string_view> value); ///< UTF-8 without NUL
    CopyRows &bytes(std::string_view value); ///< bytea
    CopyRows &bigint(std::optional<std::int64_t> value);
    CopyRows &smallint(std::int16_t value);
    CopyRows &boolean(std::optional<bool> value);
    CopyRows &instant(std::optional<std::int64_t> seconds); ///< timestamptz from UTC seconds
    CopyRows &microseconds(std::int64_t value); ///< timestamptz from UTC microseconds
    CopyRows &uuid(std::optional<std::string_view> value); ///< 36 characters
    CopyRows &texts(const std::optional<std::vector<std::string>> &values); ///< text[]

    bool empty() const { return m_bytes.size() == headerSize; }
    void clear();

    std::string statement() const;
    std::string_view body() const { return m_bytes; } ///< without the end mark

private:
    static constexpr std::size_t headerSize = 19;

    CopyRows &field(std::optional<std::string_view> bytes);

    std::string m_table;
    std::vector<std::string_view> m_columns;
    std::string m_bytes;
};

} // namespace billhook::postgres
