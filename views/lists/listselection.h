#pragma once

#include "models/domain/listquery.h"
#include "services/billing/listreader.h"
#include "services/concurrency/cancellation.h"
#include "views/lists/listpresenter.h"

#include <QObject>

namespace billhook::lists {

/**
 * The rows a person chose: by their ids, so that they stay chosen in any order and whatever changes, or all
 * that the filters leave but some. What they come to is the database's sum. Other filters end it.
 */
class ListSelection final : public QObject
{
    Q_OBJECT

public:
    ListSelection(billing::ListReader reader, ListPresenter &presenter);

    const domain::ListChoice &choice() const { return m_choice; }
    qint64 count() const;
    bool summed() const { return m_summed; } ///< sum() is that of the choice
    const billing::ConvertedSum &sum() const { return m_sum; } ///< annual

public Q_SLOTS:
    void toggle(int row); ///< a row that is not there yet can't be chosen
    void chooseRows(int first, int last, bool chosen);
    void chooseAll();
    void clear();

Q_SIGNALS:
    void changed();

private:
    void choose(domain::ListChoice choice);
    void follow();
    void readSum();
    void takeSum(const billing::ConvertedSum &sum);

    billing::ListReader m_reader;
    ListPresenter &m_presenter;
    domain::ListChoice m_choice;
    domain::ListQuery m_query; ///< the choice was made in
    billing::ConvertedSum m_sum;
    concurrency::Cancellation m_summing;
    int m_generation = 0;
    bool m_summed = false;
};

} // namespace billhook::lists
