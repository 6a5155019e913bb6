#pragma once

#include "services/billing/dashboard.h"
#include "views/widgets/card.h"
#include "views/widgets/panellist.h"

#include <QSet>
#include <QString>

#include <vector>

/** The two panels as ready rows. */
namespace billhook::overview {

struct PanelTexts
{
    widgets::CardHead head;
    std::vector<widgets::PanelRow> rows;
};

/** `when` stands beside the title where other figures of the page are of another day. */
PanelTexts failedPaymentTexts(const billing::FailedPayments &payments, const QString &when = {});

/** How much of what expires soon is to be seen. */
struct ExpiringView
{
    int height = 0; ///< of the rows and heads together, in pixels
    QSet<QString> opened; ///< ids of rows that lead to the rest of their group and were activated
    QString when; ///< as above
};

/** As many rows of each group as there is room for; a short group leaves its room to the others, and one that
 * is cut short ends with a row that leads to its rest. */
PanelTexts expiringTexts(const billing::ExpiringSoon &soon, const ExpiringView &view);

bool isMoreOf(const QString &id); ///< whether a row leads to the rest of its group

} // namespace billhook::overview
