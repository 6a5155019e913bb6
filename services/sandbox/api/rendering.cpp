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

/** The object that `id` names, rendered; the id itself when it is gone. */
Attempt<QJsonValue> renderReference(
    const std::string &kindName, const QJsonValue &id, const Expansion &expansion, const Look &look)
{
    const auto *kind = kindNamed(kindName);
    const auto document
        = id.isString() ? findObject(look.transaction, *kind, id.toString().toStdString()) : std::nullopt;
    if (!document) {
        return id;
    }
    auto object = render(*kind, *document, expansion, look);
    return object ? Attempt<QJsonValue>(QJsonValue(*object)) : object.refusal();
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
    for (const auto &[name, within] : expansion.within) {
        const auto key = QString::fromStdString(name);
        const auto reference = kind.references.find(name);
        if (reference != kind.references.end()) {
            const auto value = renderReference(reference->second, object.value(key), within, look);
            if (!value) {
                return value.refusal();
            }
            object.insert(key, *value);
        } else if (std::count(kind.includable.begin(), kind.includable.end(), name) > 0
            && within.within.empty()) {
            if (document.contains(key)) {
                object.insert(key, document.value(key));
            }
        } else {
            return cannotBeExpanded(name);
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
