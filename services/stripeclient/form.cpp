#include "services/stripeclient/form.h"

#include <algorithm>

namespace billhook::stripeclient {

namespace {

bool isUnreserved(char c)
{
    constexpr std::string_view marks = "-_.~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || marks.find(c) != std::string_view::npos;
}

std::string percentEncoded(std::string_view text, std::string_view kept)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (isUnreserved(c) || kept.find(c) != std::string_view::npos) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 0xfU];
    }
    return encoded;
}

} // namespace

std::string formEncoded(std::string_view text)
{
    return percentEncoded(text, "[]");
}

std::string pathEncoded(std::string_view text)
{
    return percentEncoded(text, "");
}

Form &Form::text(std::string name, std::string value)
{
    m_fields.emplace_back(std::move(name), std::move(value));
    return *this;
}

Form &Form::integer(std::string name, std::int64_t value)
{
    return text(std::move(name), std::to_string(value));
}

Form &Form::decimal(std::string name, const domain::Decimal &value)
{
    return text(std::move(name), domain::decimalText(value));
}

Form &Form::flag(std::string name, bool value)
{
    return text(std::move(name), value ? "true" : "false");
}

Form &Form::list(const std::string &name, const std::vector<std::string> &values)
{
    for (std::size_t index = 0; index < values.size(); ++index) {
        text(name + "[" + std::to_string(index) + "]", values[index]);
    }
    return *this;
}

Form &Form::metadata(const Metadata &values)
{
    for (const auto &[key, value] : values) {
        text("metadata[" + key + "]", value);
    }
    return *this;
}

Form &Form::replace(const std::string &name, std::string value)
{
    const auto found = std::find_if(
        m_fields.begin(), m_fields.end(), [&name](const auto &field) { return field.first == name; });
    if (found == m_fields.end()) {
        return text(name, std::move(value));
    }
    found->second = std::move(value);
    return *this;
}

std::string_view Form::value(std::string_view name) const
{
    const auto found = std::find_if(
        m_fields.begin(), m_fields.end(), [name](const auto &field) { return field.first == name; });
    return found == m_fields.end() ? std::string_view() : std::string_view(found->second);
}

bool Form::contains(std::string_view name) const
{
    return std::any_of(
        m_fields.begin(), m_fields.end(), [name](const auto &field) { return field.first == name; });
}

std::string Form::encoded() const
{
    std::string encoded;
    for (const auto &[name, value] : m_fields) {
        encoded.append(encoded.empty() ? "" : "&")
            .append(formEncoded(name))
            .append("=")
            .append(formEncoded(value));
    }
    return encoded;
}

} // namespace billhook::stripeclient
