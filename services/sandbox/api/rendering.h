#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>

#include <map>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** What a call wants expanded: `product.default_price` is a default_price within a product. */
struct Expansion
{
    std::map<std::string, Expansion> within;
};

/** Reads `expand`; `inList` when the objects lie in the `data` of a list. */
Attempt<Expansion> readExpansion(const FormValues &parameters, bool inList);

/** An object as its call wants to see it. */
Attempt<QJsonObject> render(
    const ObjectKind &kind, const QJsonObject &document, const Expansion &expansion, const Look &look);

Attempt<QJsonArray> renderAll(const ObjectKind &kind, const std::vector<QJsonObject> &documents,
    const FormValues &parameters, const Look &look);

} // namespace billhook::sandbox
