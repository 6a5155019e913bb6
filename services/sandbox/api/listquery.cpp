#include "services/sandbox/api/listquery.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <QStringList>

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <map>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t standardLimit = 10;
constexpr std::size_t greatestLimit = 100;

std::optional<std::int64_t> integerOf(const std::string &word)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool good = error == std::errc() && end == word.data() + word.size() && !word.empty();
    return good ? std::optional<std::int64_t>(value) : std::nullopt;
}

QJsonValue valueAt(const QJsonObject &document, const std::string &place)
{
    QJsonValue value = document;
    for (const auto &part : QString::fromStdString(place).split(u'.')) {
        value = value.toObject().value(part);
    }
    return value;
}

QString asText(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

/** One condition on `created`; both bounds are in it. */
struct CreatedRange
{
    std::int64_t first = 0;
    std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

Attempt<CreatedRange> readCreated(const FormValues &parameters)
{
    CreatedRange range;
    if (!parameters.has("created")) {
        return range;
    }
    std::map<std::string, std::string> bounds;
    if (const auto exact = parameters.text("created")) {
        bounds = { { "gte", *exact }, { "lte", *exact } };
    }
    const auto &node = parameters.child("created");
    for (const auto &name : node.names()) {
        bounds[name] = node.text(name).value_or("");
    }
    for (const auto &[name, word] : bounds) {
        const auto second = integerOf(word);
        if (!second) {
            return invalidParameter(
                "parameter_invalid_integer", "Invalid integer: " + word, "created[" + name + "]");
        }
        if (name == "gt" || name == "gte") {
            range.first = std::max(range.first, *second + (name == "gt" ? 1 : 0));
        } else if (name == "lt" || name == "lte") {
            range.last = std::min(range.last, *second - (name == "lt" ? 1 : 0));
        } else {
            return unknownParameter("created[" + name + "]");
        }
    }
    return range;
}

/** The filters a call gives, each with the texts it accepts. */
class Conditions final
{
public:
    Conditions(const ObjectKind &kind, const FormValues &parameters, const Below &below)
        : m_kind(kind)
        , m_below(below)
        , m_clocks(!below.place.isEmpty())
    {
        for (const auto *name : { "test_clock", "customer", "subscription" }) {
            m_clocks |= parameters.has(name);
        }
        for (const auto &filter : kind.filters) {
            const auto bracket = filter.name.find('[');
            const auto outer = filter.name.substr(0, bracket);
            const auto &node = bracket == std::string::npos ? parameters : parameters.child(outer);
            const auto name = bracket == std::string::npos
                ? outer
                : filter.name.substr(bracket + 1, filter.name.size() - bracket - 2);
            if (filter.always && !node.has(name)) {
                m_wanted.push_back({ &filter, { QString() } });
            } else if (const auto one = node.text(name)) {
                m_wanted.push_back({ &filter, { QString::fromStdString(*one) } });
            } else if (node.has(name)) {
                m_wanted.push_back({ &filter, {} });
                for (const auto &entry : node.list(name)) {
                    m_wanted.back().second.append(QString::fromStdString(entry));
                }
            }
        }
    }

    bool fit(const QJsonObject &document, const Look &look) const
    {
        const bool elsewhere = (m_kind.belongs != nullptr && !m_kind.belongs(document))
            || (!m_below.place.isEmpty() && document.value(m_below.place).toString() != m_below.id);
        const bool hidden = document.value(u"deleted"_s).toBool()
            || (!m_clocks && document.value(u"test_clock"_s).isString());
        if (elsewhere || hidden) {
            return false;
        }
        return std::all_of(m_wanted.begin(), m_wanted.end(), [&](const auto &wanted) {
            const auto &[filter, texts] = wanted;
            return std::any_of(texts.begin(), texts.end(), [&, filter = filter](const QString &text) {
                if (filter->fits != nullptr) {
                    return filter->fits(document, text, look);
                }
                const auto value = valueAt(document, filter->place);
                return value.isBool() ? booleanOf(text.toStdString()) == value.toBool()
                                      : asText(value) == text;
            });
        });
    }

private:
    const ObjectKind &m_kind;
    Below m_below;
    bool m_clocks = false; ///< objects on test clocks are listed only where their owner is asked for
    std::vector<std::pair<const ListFilter *, QStringList>> m_wanted;
};

std::optional<Refusal> checkNames(const ObjectKind &kind, const FormValues &parameters)
{
    std::vector<std::string> known{ "limit", "starting_after", "ending_before", "expand" };
    if (kind.object != "webhook_endpoint") {
        known.emplace_back("created");
    }
    for (const auto &filter : kind.filters) {
        known.push_back(filter.name.substr(0, filter.name.find('[')));
    }
    for (const auto &name : parameters.names()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return unknownParameter(name);
        }
    }
    for (const auto *flag : { "active", "shippable", "delivery_success" }) {
        const auto word = parameters.text(flag);
        if (word && !booleanOf(*word)) {
            return invalidParameter("parameter_invalid_boolean", "Invalid boolean: " + *word, flag);
        }
    }
    return std::nullopt;
}

/** Everything that fits, and where the cursor lies in it. */
struct Matches
{
    std::vector<QJsonObject> documents;
    std::size_t beforeCursor = 0;
    std::size_t afterCursor = 0; ///< one more than beforeCursor when the cursor itself fits
    bool cursorFound = false;
};

Matches collect(const Conditions &conditions, const CreatedRange &range, const ObjectKind &kind,
    const std::string &cursor, const Look &look)
{
    Matches matches;
    look.transaction.visit(kind.table, [&](const QJsonObject &document) {
        const auto created = document.value(u"created"_s).toInteger();
        const bool fits = created >= range.first && created <= range.last && conditions.fit(document, look);
        if (!cursor.empty() && textAt(document, u"id"_s) == cursor) {
            matches.cursorFound = true;
            matches.beforeCursor = matches.documents.size();
            matches.afterCursor = matches.beforeCursor + (fits ? 1 : 0);
        }
        if (fits) {
            matches.documents.push_back(document);
        }
        return true;
    });
    return matches;
}

} // namespace

Attempt<std::size_t> readLimit(const FormValues &parameters)
{
    const auto word = parameters.text("limit");
    const auto limit = word ? integerOf(*word) : std::optional<std::int64_t>(standardLimit);
    if (!limit || *limit < 1 || *limit > static_cast<std::int64_t>(greatestLimit)) {
        return invalidParameter(
            "parameter_invalid_integer", "The limit must be an integer from 1 to 100", "limit");
    }
    return static_cast<std::size_t>(*limit);
}

Attempt<ListPage> choosePage(
    const ObjectKind &kind, const FormValues &parameters, const Look &look, const Below &below)
{
    if (auto wrong = checkNames(kind, parameters)) {
        return *wrong;
    }
    const auto limit = readLimit(parameters);
    const auto range = readCreated(parameters);
    if (!limit || !range) {
        return limit ? range.refusal() : limit.refusal();
    }
    const auto after = parameters.text("starting_after");
    const auto before = parameters.text("ending_before");
    if (after && before) {
        return invalidParameter(
            "", "starting_after and ending_before can't be used together", "starting_after");
    }
    const auto cursor = after.value_or(before.value_or(""));
    const auto matches = collect(Conditions(kind, parameters, below), *range, kind, cursor, look);
    if ((after || before) && !matches.cursorFound) {
        return noSuchObject(kind.object, cursor, after ? "starting_after" : "ending_before");
    }
    const auto &all = matches.documents;
    const auto end = before ? matches.beforeCursor : std::min(matches.afterCursor + *limit, all.size());
    const auto first = before ? end - std::min(end, *limit) : matches.afterCursor;
    const auto at = [&all](std::size_t index) { return all.begin() + static_cast<std::ptrdiff_t>(index); };
    return ListPage{ { at(first), at(end) }, before ? first > 0 : end < all.size() };
}

} // namespace billhook::sandbox
