#include "services/stripe/jsonview.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace billhook::stripe {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr int maximumDepth = 64;

struct Node
{
    JsonKind kind = JsonKind::Missing;
    std::string_view key;
    std::string_view text;
    std::uint32_t first = 0; ///< into the list of children
    std::uint32_t count = 0;
};

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

/** The number's text, or nothing when it is not a JSON number. */
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
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1U : 0U;
        const auto exponent = skipDigits(text, at);
        if (exponent == at) {
            return false;
        }
        at = exponent;
    }
    return at == text.size();
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
    std::vector<Node> nodes;
    std::vector<std::uint32_t> children;
    std::string failure;

    std::optional<std::uint32_t> read(ondemand::value value, std::string_view key, int depth);
    std::uint32_t add(Node node);
    std::uint32_t addParent(JsonKind kind, std::string_view key, std::vector<std::uint32_t> members);
    std::uint32_t renamed(std::uint32_t node, std::string_view key);
    std::optional<std::uint32_t> member(std::uint32_t node, std::string_view key) const;
    std::span<const std::uint32_t> membersOf(std::uint32_t node) const;
    std::uint32_t merge(std::uint32_t object, std::uint32_t previous);
    std::uint32_t mergeHashes(std::uint32_t object, std::uint32_t previous);
    std::uint32_t fillElements(std::uint32_t object, std::uint32_t previous);
    std::uint32_t mergeElement(std::uint32_t element, std::uint32_t previous);
    std::uint32_t withMember(std::uint32_t object, std::string_view key, std::optional<std::uint32_t> value);
    std::uint32_t moveIntoFirstItem(std::uint32_t merged, std::uint32_t previous);

private:
    std::optional<std::uint32_t> readObject(ondemand::value value, std::string_view key, int depth);
    std::optional<std::uint32_t> readArray(ondemand::value value, std::string_view key, int depth);
    std::optional<std::uint32_t> readScalar(
        ondemand::value value, ondemand::json_type type, std::string_view key);
    std::optional<std::uint32_t> fail(simdjson::error_code error);
};

std::optional<std::uint32_t> JsonTree::Private::fail(simdjson::error_code error)
{
    failure = simdjson::error_message(error);
    return std::nullopt;
}

std::uint32_t JsonTree::Private::add(Node node)
{
    nodes.push_back(node);
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::uint32_t JsonTree::Private::addParent(
    JsonKind kind, std::string_view key, std::vector<std::uint32_t> members)
{
    if (kind == JsonKind::Object) {
        std::stable_sort(members.begin(), members.end(),
            [this](std::uint32_t left, std::uint32_t right) { return nodes[left].key < nodes[right].key; });
        std::vector<std::uint32_t> unique;
        unique.reserve(members.size());
        for (const auto member : members) {
            if (!unique.empty() && nodes[unique.back()].key == nodes[member].key) {
                unique.back() = member;
            } else {
                unique.push_back(member);
            }
        }
        members = std::move(unique);
    }
    const auto first = static_cast<std::uint32_t>(children.size());
    children.insert(children.end(), members.begin(), members.end());
    return add({ kind, key, {}, first, static_cast<std::uint32_t>(members.size()) });
}

std::optional<std::uint32_t> JsonTree::Private::readObject(
    ondemand::value value, std::string_view key, int depth)
{
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) {
        return fail(error);
    }
    std::vector<std::uint32_t> members;
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
        members.push_back(*member);
    }
    return addParent(JsonKind::Object, key, std::move(members));
}

std::optional<std::uint32_t> JsonTree::Private::readArray(
    ondemand::value value, std::string_view key, int depth)
{
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) {
        return fail(error);
    }
    std::vector<std::uint32_t> elements;
    for (auto item : array) {
        ondemand::value content;
        if (const auto error = item.get(content)) {
            return fail(error);
        }
        const auto element = read(content, {}, depth + 1);
        if (!element) {
            return std::nullopt;
        }
        elements.push_back(*element);
    }
    return addParent(JsonKind::Array, key, std::move(elements));
}

std::optional<std::uint32_t> JsonTree::Private::readScalar(
    ondemand::value value, ondemand::json_type type, std::string_view key)
{
    if (type == ondemand::json_type::string) {
        std::string_view text;
        if (const auto error = value.get_string().get(text)) {
            return fail(error);
        }
        return add({ JsonKind::String, key, text });
    }
    // Left where they are: simdjson skips what was not taken, and numbers may be beyond what it can hold.
    const auto token = trimmed(value.raw_json_token());
    if (type == ondemand::json_type::number && isNumber(token)) {
        return add({ JsonKind::Number, key, token });
    }
    if (type == ondemand::json_type::boolean && (token == "true" || token == "false")) {
        return add({ JsonKind::Boolean, key, token });
    }
    if (type == ondemand::json_type::null && token == "null") {
        return add({ JsonKind::Null, key, {} });
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

std::span<const std::uint32_t> JsonTree::Private::membersOf(std::uint32_t node) const
{
    return { children.data() + nodes[node].first, nodes[node].count };
}

std::optional<std::uint32_t> JsonTree::Private::member(std::uint32_t node, std::string_view key) const
{
    if (nodes[node].kind != JsonKind::Object) {
        return std::nullopt;
    }
    const auto members = membersOf(node);
    const auto found = std::lower_bound(members.begin(), members.end(), key,
        [this](std::uint32_t candidate, std::string_view wanted) { return nodes[candidate].key < wanted; });
    if (found == members.end() || nodes[*found].key != key) {
        return std::nullopt;
    }
    return *found;
}

std::uint32_t JsonTree::Private::renamed(std::uint32_t node, std::string_view key)
{
    Node copy = nodes[node];
    copy.key = key;
    return add(copy);
}

std::uint32_t JsonTree::Private::mergeHashes(std::uint32_t object, std::uint32_t previous)
{
    const auto objectId = member(object, "id");
    const auto previousId = member(previous, "id");
    if (objectId && previousId && nodes[*objectId].text != nodes[*previousId].text) {
        return previous;
    }
    const auto old = membersOf(object);
    std::vector<std::uint32_t> members(old.begin(), old.end());
    const auto changes = membersOf(previous);
    const std::vector<std::uint32_t> changed(changes.begin(), changes.end());
    for (const auto change : changed) {
        const auto same = member(object, nodes[change].key);
        members.push_back(same ? merge(*same, change) : change);
    }
    return addParent(JsonKind::Object, nodes[previous].key, std::move(members));
}

std::uint32_t JsonTree::Private::withMember(
    std::uint32_t object, std::string_view key, std::optional<std::uint32_t> value)
{
    std::vector<std::uint32_t> members;
    for (const auto candidate : membersOf(object)) {
        if (nodes[candidate].key != key) {
            members.push_back(candidate);
        }
    }
    if (value) {
        members.push_back(renamed(*value, key));
    }
    return addParent(JsonKind::Object, nodes[object].key, std::move(members));
}

std::uint32_t JsonTree::Private::mergeElement(std::uint32_t element, std::uint32_t previous)
{
    // price and plan say the same in two shapes: where only one is given, the other must not be filled from
    // the present.
    const bool hasPrice = member(previous, "price").has_value();
    const bool hasPlan = member(previous, "plan").has_value();
    auto base = element;
    if (hasPrice && !hasPlan) {
        base = withMember(base, "plan", std::nullopt);
    } else if (hasPlan && !hasPrice) {
        base = withMember(base, "price", std::nullopt);
    }
    return mergeHashes(base, previous);
}

std::uint32_t JsonTree::Private::fillElements(std::uint32_t object, std::uint32_t previous)
{
    std::vector<std::uint32_t> elements;
    const auto span = membersOf(previous);
    const std::vector<std::uint32_t> given(span.begin(), span.end());
    const auto present = membersOf(object);
    const std::vector<std::uint32_t> known(present.begin(), present.end());
    for (const auto element : given) {
        const auto id = member(element, "id");
        const auto same
            = !id ? known.end() : std::find_if(known.begin(), known.end(), [&](std::uint32_t candidate) {
                  const auto candidateId = member(candidate, "id");
                  return candidateId && nodes[*candidateId].text == nodes[*id].text;
              });
        elements.push_back(same == known.end() ? element : mergeElement(*same, element));
    }
    return addParent(JsonKind::Array, nodes[previous].key, std::move(elements));
}

std::uint32_t JsonTree::Private::merge(std::uint32_t object, std::uint32_t previous)
{
    if (nodes[object].kind == JsonKind::Object && nodes[previous].kind == JsonKind::Object) {
        return mergeHashes(object, previous);
    }
    if (nodes[object].kind == JsonKind::Array && nodes[previous].kind == JsonKind::Array) {
        return fillElements(object, previous);
    }
    return previous;
}

std::uint32_t JsonTree::Private::moveIntoFirstItem(std::uint32_t merged, std::uint32_t previous)
{
    const bool movesPlan = member(previous, "plan").has_value();
    const bool movesQuantity = member(previous, "quantity").has_value();
    const auto items = member(merged, "items");
    const auto data = items ? member(*items, "data") : std::nullopt;
    if ((!movesPlan && !movesQuantity) || !data || nodes[*data].kind != JsonKind::Array
        || nodes[*data].count == 0) {
        return merged;
    }
    const auto elements = membersOf(*data);
    std::vector<std::uint32_t> list(elements.begin(), elements.end());
    const auto plan = member(merged, "plan");
    if (movesPlan && plan && nodes[*plan].kind == JsonKind::Object) {
        list.front() = withMember(withMember(list.front(), "price", std::nullopt), "plan", plan);
    }
    if (movesQuantity) {
        list.front() = withMember(list.front(), "quantity", member(merged, "quantity"));
    }
    const auto newData = addParent(JsonKind::Array, "data", std::move(list));
    return withMember(merged, "items", withMember(*items, "data", newData));
}

JsonTree::JsonTree()
    : d(std::make_unique<Private>())
{ }

JsonTree::~JsonTree() = default;

domain::Result<JsonView> JsonTree::parse(std::string_view bytes)
{
    d->nodes.clear();
    d->children.clear();
    d->nodes.emplace_back();
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.remove_prefix(3);
    }
    d->bytes.assign(bytes);
    d->bytes.resize(bytes.size() + simdjson::SIMDJSON_PADDING, '\0');
    const simdjson::padded_string_view padded(d->bytes.data(), bytes.size(), d->bytes.size());
    if (const auto error = d->parser.iterate(padded).get(d->document)) {
        return unreadable(simdjson::error_message(error));
    }
    ondemand::value value;
    if (const auto error = d->document.get_value().get(value)) {
        return unreadable(simdjson::error_message(error));
    }
    const auto root = d->read(value, {}, 1);
    if (!root) {
        return unreadable(d->failure);
    }
    if (d->document.current_location().error() == simdjson::SUCCESS) {
        return unreadable("text after the value");
    }
    return JsonView(this, *root);
}

JsonView JsonTree::undo(JsonView object, JsonView previous)
{
    if (!object.isObject() || !previous.isObject()) {
        return object;
    }
    auto merged = d->mergeHashes(object.m_node, previous.m_node);
    if (!d->member(previous.m_node, "items")) {
        merged = d->moveIntoFirstItem(merged, previous.m_node);
    }
    return { this, merged };
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
    return { m_tree, m_tree->d->membersOf(m_node)[index] };
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
    const auto found = m_tree->d->member(m_node, key);
    return found ? JsonView(m_tree, *found) : JsonView();
}

std::string_view JsonView::text() const
{
    return m_tree == nullptr ? std::string_view() : m_tree->d->nodes[m_node].text;
}

} // namespace billhook::stripe
