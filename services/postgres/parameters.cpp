#include "services/postgres/bigendian.h"
#include "services/postgres/parametersprivate.h"

#include <cstddef>

namespace billhook::postgres {

namespace {

// Object ids of the built-in types, fixed for ever in pg_type.dat.
constexpr std::uint32_t boolOid = 16;
constexpr std::uint32_t byteaOid = 17;
constexpr std::uint32_t int8Oid = 20;
constexpr std::uint32_t textOid = 25;

/** PostgreSQL's binary array: dimensions, null flag, element type, length, lower bound, then length-prefixed
 * elements. */
class BinaryArray final
{
public:
    BinaryArray(std::uint32_t elementType, std::size_t count, std::size_t payload)
    {
        m_bytes.reserve(20 + count * 4 + payload);
        appendBigEndian<std::uint32_t>(m_bytes, count == 0 ? 0U : 1U);
        appendBigEndian<std::uint32_t>(m_bytes, 1U);
        appendBigEndian<std::uint32_t>(m_bytes, elementType);
        if (count > 0) {
            appendBigEndian<std::uint32_t>(m_bytes, static_cast<std::uint32_t>(count));
            appendBigEndian<std::uint32_t>(m_bytes, 1U);
        }
    }

    void addNull() { appendBigEndian<std::uint32_t>(m_bytes, 0xFFFFFFFFU); }

    void add(std::string_view element)
    {
        appendBigEndian<std::uint32_t>(m_bytes, static_cast<std::uint32_t>(element.size()));
        m_bytes.append(element);
    }

    void addInteger(std::int64_t element)
    {
        appendBigEndian<std::uint32_t>(m_bytes, 8U);
        appendBigEndian<std::uint64_t>(m_bytes, static_cast<std::uint64_t>(element));
    }

    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

} // namespace

Parameters::Parameters()
    : d(std::make_unique<Private>())
{ }

Parameters::Parameters(Parameters &&) noexcept = default;
Parameters &Parameters::operator=(Parameters &&) noexcept = default;
Parameters::~Parameters() = default;

Parameters &Parameters::text(std::optional<std::string_view> value)
{
    if (!value) {
        d->add(std::nullopt, /*binary=*/false);
        return *this;
    }
    d->hasNul = d->hasNul || value->find('\0') != std::string_view::npos;
    d->add(std::string(*value), /*binary=*/false);
    return *this;
}

Parameters &Parameters::bigint(std::optional<std::int64_t> value)
{
    d->add(value ? std::optional(std::to_string(*value)) : std::nullopt, /*binary=*/false);
    return *this;
}

Parameters &Parameters::boolean(bool value)
{
    d->add(std::string(value ? "t" : "f"), /*binary=*/false);
    return *this;
}

Parameters &Parameters::bytes(std::string_view value)
{
    d->add(std::string(value), /*binary=*/true);
    return *this;
}

Parameters &Parameters::texts(const std::vector<std::optional<std::string>> &values)
{
    std::size_t payload = 0;
    for (const auto &value : values) {
        payload += value ? value->size() : 0;
    }
    BinaryArray array(textOid, values.size(), payload);
    for (const auto &value : values) {
        if (value) {
            array.add(*value);
        } else {
            array.addNull();
        }
    }
    d->add(array.take(), /*binary=*/true);
    return *this;
}

Parameters &Parameters::bigints(const std::vector<std::optional<std::int64_t>> &values)
{
    BinaryArray array(int8Oid, values.size(), values.size() * 8);
    for (const auto &value : values) {
        if (value) {
            array.addInteger(*value);
        } else {
            array.addNull();
        }
    }
    d->add(array.take(), /*binary=*/true);
    return *this;
}

Parameters &Parameters::booleans(const std::vector<bool> &values)
{
    BinaryArray array(boolOid, values.size(), values.size());
    for (const bool value : values) {
        array.add(value ? std::string_view("\x01", 1) : std::string_view("\0", 1));
    }
    d->add(array.take(), /*binary=*/true);
    return *this;
}

Parameters &Parameters::byteas(const std::vector<std::string_view> &values)
{
    std::size_t payload = 0;
    for (const auto &value : values) {
        payload += value.size();
    }
    BinaryArray array(byteaOid, values.size(), payload);
    for (const auto &value : values) {
        array.add(value);
    }
    d->add(array.take(), /*binary=*/true);
    return *this;
}

} // namespace billhook::postgres
