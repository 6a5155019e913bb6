#pragma once

#include "models/items/organizationtablemodel.h"
#include "services/billing/organizations.h"
#include "services/concurrency/cancellation.h"
#include "views/organizations/organizationspresenter.h"

#include <QObject>

namespace billhook::organizations {

/**
 * The rows a person chose: by their ids, so that they stay chosen in any order and whatever changes, or all
 * that the filters leave but some. What they come to is the database's sum. Other filters end it.
 */
class OrganizationSelection final : public QObject
{
    Q_OBJECT

public:
    OrganizationSelection(OrganizationsSource source, OrganizationsPresenter &presenter);

    const items::OrganizationChoice &choice() const { return m_choice; }
    qint64 count() const;
    bool summed() const { return m_summed; } ///< sum() is that of the choice
    const billing::ConvertedSum &sum() const { return m_sum; } ///< annual

public Q_SLOTS:
    void toggle(int row); ///< a row that is not there yet can't be chosen
    void chooseAll();
    void clear();

Q_SIGNALS:
    void changed();

private:
    void choose(items::OrganizationChoice choice);
    void follow();
    void readSum();
    void takeSum(const billing::ConvertedSum &sum);

    OrganizationsSource m_source;
    OrganizationsPresenter &m_presenter;
    items::OrganizationChoice m_choice;
    billing::OrganizationQuery m_query; ///< the choice was made in
    billing::ConvertedSum m_sum;
    concurrency::Cancellation m_summing;
    int m_generation = 0;
    bool m_summed = false;
};

} // namespace billhook::organizations
