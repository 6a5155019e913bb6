#include "services/postgres/rowsprivate.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace billhook::postgres {

namespace {

/** What each hexadecimal digit stands for: payloads are decoded by the megabyte. */
constexpr auto hexDigits = [] {
    std::array<std::uint8_t, 256> values{};
    for (unsigned digit = 0; digit < 16; ++digit) {
        values.at(static_cast<unsigned char>("0123456789abcdef"[digit])) = static_cast<std::uint8_t>(digit);
    }
    return values;
}();

char byteOf(char high, char low)
{
    return static_cast<char>(
        hexDigits[static_cast<unsigned char>(high)] << 4U | hexDigits[static_cast<unsigned char>(low)]);
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
    const char *digits = hex.data();
    for (char &byte : decoded) {
        byte = byteOf(digits[0], digits[1]);
        digits += 2;
    }
    return decoded;
}

} // namespace billhook::postgres
