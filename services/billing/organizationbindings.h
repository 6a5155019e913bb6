#pragma once

#include "services/billing/organizations.h"
#include "services/postgres/session.h"

#include <QString>

namespace billhook::billing {

/** How a text is looked for: an id when it looks like one, else a piece of the name. */
struct SoughtText
{
    QString piece; ///< LIKE pattern of the folded name; empty: none
    QString otherPiece;
    QString customer; ///< LIKE pattern of the customer's id
    QString organization;
};

SoughtText soughtText(const QString &text);

QString sortName(OrganizationSort sort); ///< as the statements are called

/** The filters, and with them the text where it is a piece of the name. */
postgres::Bindings filterBindings(const OrganizationQuery &query);
postgres::Bindings foundBindings(const OrganizationQuery &query, const OrganizationBasis &basis);
postgres::Bindings anchorBindings(const OrganizationQuery &query, const OrganizationBasis &basis);
postgres::Bindings pageBindings(
    const OrganizationQuery &query, const OrganizationBasis &basis, const OrganizationSlice &slice);

} // namespace billhook::billing
