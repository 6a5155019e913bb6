#include "services/sandbox/objects/formvalues.h"

#include <algorithm>

namespace billhook::sandbox {

namespace {

constexpr std::size_t deepest = 10;

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/** a[b][c] -> a, b, c; empty when the brackets don't match. */
std::vector<std::string> keyParts(const std::string &key)
{
    const auto bracket = std::min(key.find('['), key.size());
    std::vector<std::string> parts{ key.substr(0, bracket) };
    for (auto at = bracket; at < key.size();) {
        const auto close = key.find(']', at);
        if (key[at] != '[' || close == std::string::npos) {
            return {};
        }
        parts.push_back(key.substr(at + 1, close - at - 1));
        at = close + 1;
    }
    return parts.front().empty() || parts.size() > deepest ? std::vector<std::string>() : parts;
}

bool byIndex(const std::string &a, const std::string &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

} // namespace

std::optional<bool> booleanOf(const std::string &text)
{
    if (text == "true" || text == "True") {
        return true;
    }
    return text == "false" || text == "False" ? std::optional<bool>(false) : std::nullopt;
}

std::optional<std::string> decodeForm(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return decoded;
}

std::optional<FormValues> FormValues::parse(std::string_view encoded)
{
    FormValues root;
    while (!encoded.empty()) {
        const auto end = std::min(encoded.find('&'), encoded.size());
        const auto pair = encoded.substr(0, end);
        encoded.remove_prefix(std::min(end + 1, encoded.size()));
        if (pair.empty()) {
            continue;
        }
        const auto equals = std::min(pair.find('='), pair.size());
        const auto key = decodeForm(pair.substr(0, equals));
        const auto value = decodeForm(pair.substr(std::min(equals + 1, pair.size())));
        const auto parts = key ? keyParts(*key) : std::vector<std::string>();
        if (parts.empty() || !value) {
            return std::nullopt;
        }
        auto *node = &root;
        for (const auto &part : parts) {
            node = &node->entry(part);
        }
        node->m_value = value;
    }
    return root;
}

std::optional<std::string> FormValues::text(const std::string &name) const
{
    const auto &node = child(name);
    return node.m_children.empty() ? node.m_value : std::nullopt;
}

const FormValues &FormValues::child(const std::string &name) const
{
    static const FormValues nothing;
    const auto found = m_children.find(name);
    return found == m_children.end() ? nothing : found->second;
}

std::vector<std::string> FormValues::list(const std::string &name) const
{
    const auto &node = child(name);
    std::vector<std::string> texts;
    for (const auto &key : node.indexes()) {
        if (const auto text = node.text(key)) {
            texts.push_back(*text);
        }
    }
    return texts;
}

std::vector<std::string> FormValues::names() const
{
    return m_order;
}

std::vector<std::string> FormValues::indexes() const
{
    auto keys = m_order;
    std::stable_sort(keys.begin(), keys.end(), byIndex);
    return keys;
}

FormValues &FormValues::entry(const std::string &name)
{
    const auto key = name.empty() ? std::to_string(m_children.size()) : name;
    const auto [place, added] = m_children.try_emplace(key);
    if (added) {
        m_order.push_back(key);
    }
    return place->second;
}

} // namespace billhook::sandbox
