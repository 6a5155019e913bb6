#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <QString>

#include <vector>

namespace billhook::sandbox {

struct ListPage
{
    std::vector<QJsonObject> documents; ///< newest first
    bool hasMore = false; ///< in the direction that was asked for
};

/** `limit` of a list or search: 1 to 100, 10 when it is not given. */
Attempt<std::size_t> readLimit(const FormValues &parameters);

/** What all objects of a list below another object share: their field `place` holds its id. */
struct Below
{
    QString place;
    QString id;
};

/** The page that limit, starting_after, ending_before, created and the kind's filters ask for. */
Attempt<ListPage> choosePage(
    const ObjectKind &kind, const FormValues &parameters, const Look &look, const Below &below = {});

} // namespace billhook::sandbox
