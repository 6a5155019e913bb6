#pragma once

#include "services/sandbox/engine/refusal.h"
#include "services/sandbox/objects/objectkind.h"

#include <QJsonObject>
#include <QString>

#include <string>
#include <vector>

namespace billhook::sandbox {

/** A search in Stripe's language: clauses such as active:'true' or -metadata["team"]:null, all or any of
 * them. */
class SearchQuery final
{
public:
    static Attempt<SearchQuery> parse(const std::string &query, const std::vector<SearchField> &fields);

    bool fits(const QJsonObject &document) const;

private:
    struct Clause
    {
        QString field;
        QString key; ///< of metadata
        QString value;
        bool negated = false;
        bool partly = false;
        bool absent = false; ///< the value is null
    };

    static bool fits(const Clause &clause, const QJsonObject &document);

    std::vector<Clause> m_clauses;
    bool m_any = false;
};

} // namespace billhook::sandbox
