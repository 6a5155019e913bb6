#include "services/postgres/rowsprivate.h"

#include <charconv>
#include <cstddef>

namespace billhook::postgres {

namespace {

unsigned hexDigit(char c)
{
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

std::int64_t integerOf(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

Rows::Rows()
    : d(std::make_unique<Private>(PgResult(nullptr, &PQclear)))
{ }

Rows::Rows(Rows &&) noexcept = default;
Rows &Rows::operator=(Rows &&) noexcept = default;
Rows::~Rows() = default;

int Rows::count() const
{
    return d->result ? PQntuples(d->result.get()) : 0;
}

std::int64_t Rows::affected() const
{
    return d->result ? integerOf(PQcmdTuples(d->result.get())) : 0;
}

bool Rows::isNull(int row, int column) const
{
    return PQgetisnull(d->result.get(), row, column) != 0;
}

std::string_view Rows::text(int row, int column) const
{
    return { PQgetvalue(d->result.get(), row, column),
        static_cast<std::size_t>(PQgetlength(d->result.get(), row, column)) };
}

std::int64_t Rows::integer(int row, int column) const
{
    return integerOf(text(row, column));
}

bool Rows::boolean(int row, int column) const
{
    return text(row, column) == "t";
}

std::string Rows::bytes(int row, int column) const
{
    std::string_view hex = text(row, column);
    std::string decoded;
    if (!hex.starts_with("\\x")) {
        return decoded;
    }
    hex.remove_prefix(2);
    decoded.resize(hex.size() / 2);
    for (std::size_t index = 0; index < decoded.size(); ++index) {
        decoded[index] = static_cast<char>((hexDigit(hex[2 * index]) << 4U) | hexDigit(hex[2 * index + 1]));
    }
    return decoded;
}

} // namespace billhook::postgres
