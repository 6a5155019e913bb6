#include "services/stripe/jsonview.h"

#include "services/stripe/jsonnodes.h"
#include "services/stripe/jsonoverlay.h"
#include "services/stripe/jsontext.h"

#include <simdjson.h>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace billhook::stripe {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr int maximumDepth = 64;

domain::Error unreadable(std::string detail)
{
    return { domain::ErrorKind::InvalidInput, "unreadable_json", "The text is not JSON that can be read.",
        std::move(detail) };
}

std::size_t skipDigits(std::string_view text, std::size_t at)
{
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        ++at;
    }
    return at;
}

/** Past the exponent at `at`: `at` itself when there is none, nothing when it has no digits. */
std::optional<std::size_t> skipExponent(std::string_view text, std::size_t at)
{
    if (at == text.size() || (text[at] != 'e' && text[at] != 'E')) {
        return at;
    }
    ++at;
    at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1U : 0U;
    const auto exponent = skipDigits(text, at);
    return exponent == at ? std::nullopt : std::optional(exponent);
}

/** Whether the whole text is one JSON number. */
bool isNumber(std::string_view text)
{
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto whole = skipDigits(text, at);
    if (whole == at || (text[at] == '0' && whole > at + 1)) {
        return false;
    }
    at = whole;
    if (at < text.size() && text[at] == '.') {
        const auto fraction = skipDigits(text, at + 1);
        if (fraction == at + 1) {
            return false;
        }
        at = fraction;
    }
    return skipExponent(text, at) == text.size();
}

std::string_view trimmed(std::string_view token)
{
    const auto end = token.find_last_not_of(" \t\r\n");
    return end == std::string_view::npos ? std::string_view() : token.substr(0, end + 1);
}

} // namespace

class JsonTree::Private
{
public:
    std::string bytes;
    ondemand::parser parser;
    ondemand::document document; ///< of the last text; strings point into the parser
    JsonNodes nodes;
    std::optional<std::uint32_t> root; ///< of the last text, where it could be read
    std::string failure;

    bool holds(std::string_view text) const;
    std::optional<std::uint32_t> readAll(std::string_view text);

private:
    std::optional<std::uint32_t> read(ondemand::value value, std::string_view key, int depth);
    std::uint32_t close(JsonKind kind, std::string_view key, std::size_t first);
    std::optional<std::uint32_t> readObject(ondemand::value value, std::string_view key, int depth);
    std::optional<std::uint32_t> readArray(ondemand::value value, std::string_view key, int depth);
    std::optional<std::uint32_t> readScalar(
        ondemand::value value, ondemand::json_type type, std::string_view key);
    std::optional<std::uint32_t> fail(std::string_view why);
    std::optional<std::uint32_t> fail(simdjson::error_code error);

    std::vector<std::uint32_t> m_open; ///< members so far of the objects and arrays that are being read
};

std::optional<std::uint32_t> JsonTree::Private::fail(std::string_view why)
{
    failure = why;
    return std::nullopt;
}

std::optional<std::uint32_t> JsonTree::Private::fail(simdjson::error_code error)
{
    return fail(simdjson::error_message(error));
}

std::uint32_t JsonTree::Private::close(JsonKind kind, std::string_view key, std::size_t first)
{
    const auto parent = nodes.addParent(kind, key, std::span(m_open).subspan(first));
    m_open.resize(first);
    return parent;
}

std::optional<std::uint32_t> JsonTree::Private::readObject(
    ondemand::value value, std::string_view key, int depth)
{
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) {
        return fail(error);
    }
    const auto first = m_open.size();
    for (auto field : object) {
        std::string_view name;
        if (const auto error = field.unescaped_key().get(name)) {
            return fail(error);
        }
        ondemand::value content;
        if (const auto error = field.value().get(content)) {
            return fail(error);
        }
        const auto member = read(content, name, depth + 1);
        if (!member) {
            return std::nullopt;
        }
        m_open.push_back(*member);
    }
    return close(JsonKind::Object, key, first);
}

std::optional<std::uint32_t> JsonTree::Private::readArray(
    ondemand::value value, std::string_view key, int depth)
{
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) {
        return fail(error);
    }
    const auto first = m_open.size();
    for (auto item : array) {
        ondemand::value content;
        if (const auto error = item.get(content)) {
            return fail(error);
        }
        const auto element = read(content, {}, depth + 1);
        if (!element) {
            return std::nullopt;
        }
        m_open.push_back(*element);
    }
    return close(JsonKind::Array, key, first);
}

std::optional<std::uint32_t> JsonTree::Private::readScalar(
    ondemand::value value, ondemand::json_type type, std::string_view key)
{
    if (type == ondemand::json_type::string) {
        std::string_view text;
        if (const auto error = value.get_string().get(text)) {
            return fail(error);
        }
        return nodes.add({ JsonKind::String, key, text });
    }
    // Left where they are: simdjson skips what was not taken, and numbers may be beyond what it can hold.
    const auto token = trimmed(value.raw_json_token());
    if (type == ondemand::json_type::number && isNumber(token)) {
        return nodes.add({ JsonKind::Number, key, token });
    }
    if (type == ondemand::json_type::boolean && (token == "true" || token == "false")) {
        return nodes.add({ JsonKind::Boolean, key, token });
    }
    if (type == ondemand::json_type::null && token == "null") {
        return nodes.add({ JsonKind::Null, key, {} });
    }
    return fail(simdjson::TAPE_ERROR);
}

std::optional<std::uint32_t> JsonTree::Private::read(ondemand::value value, std::string_view key, int depth)
{
    if (depth > maximumDepth) {
        return fail(simdjson::DEPTH_ERROR);
    }
    ondemand::json_type type = ondemand::json_type::null;
    if (const auto error = value.type().get(type)) {
        return fail(error);
    }
    if (type == ondemand::json_type::object) {
        return readObject(value, key, depth);
    }
    if (type == ondemand::json_type::array) {
        return readArray(value, key, depth);
    }
    return readScalar(value, type, key);
}

bool JsonTree::Private::holds(std::string_view text) const
{
    return root && bytes.size() == text.size() + simdjson::SIMDJSON_PADDING
        && std::string_view(bytes).starts_with(text);
}

std::optional<std::uint32_t> JsonTree::Private::readAll(std::string_view text)
{
    nodes.clear();
    m_open.clear();
    bytes.assign(text);
    bytes.resize(text.size() + simdjson::SIMDJSON_PADDING, '\0');
    const simdjson::padded_string_view padded(bytes.data(), text.size(), bytes.size());
    if (const auto error = parser.iterate(padded).get(document)) {
        return fail(error);
    }
    ondemand::value value;
    if (const auto error = document.get_value().get(value)) {
        return fail(error);
    }
    const auto whole = read(value, {}, 1);
    if (whole && document.current_location().error() == simdjson::SUCCESS) {
        return fail("text after the value");
    }
    return whole;
}

JsonTree::JsonTree()
    : d(std::make_unique<Private>())
{ }

JsonTree::~JsonTree() = default;

domain::Result<JsonView> JsonTree::parse(std::string_view bytes)
{
    std::string kept;
    const auto text = readableText(bytes, kept);
    if (!d->holds(text)) {
        d->root = d->readAll(text);
    }
    return d->root ? domain::Result<JsonView>(JsonView(this, *d->root)) : unreadable(d->failure);
}

JsonView JsonTree::undo(JsonView object, JsonView previous)
{
    if (!object.isObject() || !previous.isObject()) {
        return object;
    }
    return { this, JsonOverlay(d->nodes).undo(object.m_node, previous.m_node) };
}

JsonKind JsonView::kind() const
{
    return m_tree == nullptr ? JsonKind::Missing : m_tree->d->nodes[m_node].kind;
}

bool JsonView::isNothing() const
{
    return kind() == JsonKind::Missing || kind() == JsonKind::Null;
}

std::size_t JsonView::size() const
{
    return m_tree == nullptr ? 0 : m_tree->d->nodes[m_node].count;
}

JsonView JsonView::at(std::size_t index) const
{
    if (index >= size()) {
        return {};
    }
    return { m_tree, m_tree->d->nodes.membersOf(m_node)[index] };
}

std::string_view JsonView::key() const
{
    return m_tree == nullptr ? std::string_view() : m_tree->d->nodes[m_node].key;
}

JsonView JsonView::operator[](std::string_view key) const
{
    if (m_tree == nullptr) {
        return {};
    }
    const auto found = m_tree->d->nodes.member(m_node, key);
    return found ? JsonView(m_tree, *found) : JsonView();
}

std::string_view JsonView::text() const
{
    return m_tree == nullptr ? std::string_view() : m_tree->d->nodes[m_node].text;
}

} // namespace billhook::stripe
