#include "services/sandbox/api/rendering.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t deepest = 4;

std::vector<std::string> partsOf(const std::string &path)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= path.size();) {
        const auto end = std::min(path.find('.', at), path.size());
        parts.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

Refusal cannotBeExpanded(const std::string &path)
{
    return invalidParameter("", "This property cannot be expanded (" + path + ").", "expand");
}

/** Puts objects in the place of ids, wherever a call wants them expanded. */
class Expander final
{
public:
    Expander(const ObjectKind &kind, const Look &look)
        : m_kind(kind)
        , m_look(look)
    { }

    /** `value` stands at `path` of the kind's object; "data" of lists is no part of a path. */
    Attempt<QJsonValue> expanded(
        const QJsonValue &value, const std::string &path, const Expansion &expansion) const
    {
        if (value.isArray()) {
            return expandedAll(value.toArray(), path, expansion);
        }
        if (const auto reference = m_kind.references.find(path); reference != m_kind.references.end()) {
            return referred(reference->second, value, expansion);
        }
        if (!value.isObject() && !isWithin(path)) {
            return cannotBeExpanded(path);
        }
        return value.isObject() ? expandedWithin(value.toObject(), path, expansion)
                                : Attempt<QJsonValue>(value);
    }

private:
    Attempt<QJsonValue> expandedAll(
        const QJsonArray &values, const std::string &path, const Expansion &expansion) const
    {
        QJsonArray all;
        for (const auto &value : values) {
            const auto one = expanded(value, path, expansion);
            if (!one) {
                return one;
            }
            all.append(*one);
        }
        return QJsonValue(all);
    }

    Attempt<QJsonValue> expandedWithin(
        QJsonObject object, const std::string &path, const Expansion &expansion) const
    {
        if (const auto *kind = kindNamed(textAt(object, u"object"_s)); kind != nullptr && kind != &m_kind) {
            return expandFields(*kind, object, "", expansion); // such as the price of an item
        }
        return expandFields(m_kind, object, path, expansion);
    }

    Attempt<QJsonValue> expandFields(
        const ObjectKind &kind, QJsonObject object, const std::string &path, const Expansion &expansion) const
    {
        const Expander expander(kind, m_look);
        for (const auto &[name, within] : expansion.within) {
            const auto key = QString::fromStdString(name);
            const auto place = name == "data" ? path : path.empty() ? name : path + "." + name;
            const auto value = expander.expanded(object.value(key), place, within);
            if (!value) {
                return value;
            }
            if (object.contains(key)) {
                object.insert(key, *value);
            }
        }
        return QJsonValue(object);
    }

    /** The object that `id` names, rendered; the id itself when it is gone. */
    Attempt<QJsonValue> referred(
        const std::string &kindName, const QJsonValue &id, const Expansion &expansion) const
    {
        const auto *kind = kindNamed(kindName);
        const auto document = id.isString()
            ? findObject(m_look.transaction, *kind, id.toString().toStdString())
            : std::nullopt;
        if (!document) {
            return id;
        }
        auto object = render(*kind, *document, expansion, m_look);
        return object ? Attempt<QJsonValue>(QJsonValue(*object)) : object.refusal();
    }

    /** Whether something below `path` may be expanded, though there is nothing here now. */
    bool isWithin(const std::string &path) const
    {
        return std::any_of(m_kind.references.begin(), m_kind.references.end(),
            [&path](const auto &reference) { return reference.first.starts_with(path + "."); });
    }

    const ObjectKind &m_kind;
    const Look &m_look;
};

bool isIncludable(const ObjectKind &kind, const std::string &name)
{
    return std::count(kind.includable.begin(), kind.includable.end(), name) > 0;
}

} // namespace

Attempt<Expansion> readExpansion(const FormValues &parameters, bool inList)
{
    Expansion root;
    for (const auto &path : parameters.list("expand")) {
        auto parts = partsOf(path);
        if (inList) {
            if (parts.front() == "total_count") {
                continue;
            }
            if (parts.front() != "data" || parts.size() < 2) {
                return cannotBeExpanded(path);
            }
            parts.erase(parts.begin());
        }
        if (parts.size() > deepest) {
            return invalidParameter(
                "", "You cannot expand more than 4 levels of a property: " + path, "expand");
        }
        auto *node = &root;
        for (const auto &part : parts) {
            node = &node->within[part];
        }
    }
    return root;
}

Attempt<QJsonObject> render(
    const ObjectKind &kind, const QJsonObject &document, const Expansion &expansion, const Look &look)
{
    auto object = shown(kind, document, look);
    const Expander expander(kind, look);
    for (const auto &[name, within] : expansion.within) {
        const auto key = QString::fromStdString(name);
        if (isIncludable(kind, name)) {
            const auto value
                = kind.include == nullptr ? document.value(key) : kind.include(document, key, look);
            if (!value.isUndefined()) {
                object.insert(key, value);
            }
            if (within.within.empty()) {
                continue;
            }
        }
        const auto value = expander.expanded(object.value(key), name, within);
        if (!value) {
            return value.refusal();
        }
        if (object.contains(key)) {
            object.insert(key, *value);
        }
    }
    return object;
}

Attempt<QJsonArray> renderAll(const ObjectKind &kind, const std::vector<QJsonObject> &documents,
    const FormValues &parameters, const Look &look)
{
    const auto expansion = readExpansion(parameters, /*inList=*/true);
    if (!expansion) {
        return expansion.refusal();
    }
    QJsonArray data;
    for (const auto &document : documents) {
        const auto object = render(kind, document, *expansion, look);
        if (!object) {
            return object.refusal();
        }
        data.append(*object);
    }
    return data;
}

} // namespace billhook::sandbox
