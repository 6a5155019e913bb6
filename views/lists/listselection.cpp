#include "views/lists/listselection.h"

#include "services/concurrency/whendone.h"

#include <algorithm>
#include <utility>

namespace billhook::lists {

namespace {

/** What is left of `all` without `some`. */
billing::ConvertedSum without(
    const billing::ConvertedSum &all, const billing::ConvertedSum &some, const billing::ListBasis &basis)
{
    QList<billing::CurrencyAmount> parts = all.parts;
    for (billing::CurrencyAmount &part : parts) {
        const auto taken = std::find_if(some.parts.cbegin(), some.parts.cend(),
            [&](const auto &other) { return other.currency == part.currency; });
        if (taken != some.parts.cend()) {
            part.amount -= taken->amount;
            part.count -= taken->count;
        }
    }
    billing::ConvertedSum left = billing::sumOf(basis.converter, basis.today, parts);
    left.count = all.count - some.count;
    return left;
}

} // namespace

ListSelection::ListSelection(billing::ListReader reader, ListPresenter &presenter)
    : QObject(&presenter)
    , m_reader(std::move(reader))
    , m_presenter(presenter)
{
    connect(&presenter, &ListPresenter::stateChanged, this, &ListSelection::follow);
}

qint64 ListSelection::count() const
{
    return m_choice.all ? std::max<qint64>(0, m_presenter.outline().sum.count - m_choice.ids.size())
                        : m_choice.ids.size();
}

void ListSelection::toggle(int row)
{
    const QString id = m_presenter.model().idAt(row);
    if (id.isEmpty()) {
        return;
    }
    domain::ListChoice choice = m_choice;
    if (!choice.ids.remove(id)) {
        choice.ids.insert(id);
    }
    choose(std::move(choice));
}

void ListSelection::chooseRows(int first, int last, bool chosen)
{
    domain::ListChoice choice = m_choice;
    for (int row = first; row <= last; ++row) {
        const QString id = m_presenter.model().idAt(row);
        if (id.isEmpty() || choice.contains(id) == chosen) {
            continue;
        }
        if (!choice.ids.remove(id)) {
            choice.ids.insert(id);
        }
    }
    choose(std::move(choice));
}

void ListSelection::chooseAll()
{
    choose({ true, {} });
}

void ListSelection::clear()
{
    choose({});
}

void ListSelection::choose(domain::ListChoice choice)
{
    m_choice = std::move(choice);
    m_query = m_presenter.query();
    m_presenter.model().setChoice(m_choice);
    readSum();
}

void ListSelection::follow()
{
    domain::ListQuery query = m_presenter.query();
    query.sort = m_query.sort;
    query.descending = m_query.descending;
    const bool chosen = m_choice.all || !m_choice.ids.isEmpty();
    if (chosen && query != m_query) {
        clear();
    } else if (chosen && m_presenter.counted()) {
        readSum();
    }
}

void ListSelection::readSum()
{
    ++m_generation;
    m_reader.cancel(std::exchange(m_summing, {}));
    m_summed = false;
    if (m_choice.ids.isEmpty()) {
        takeSum({});
        return;
    }
    Q_EMIT changed();
    concurrency::whenDone(
        m_reader.sum(m_presenter.reading(), { m_choice.ids.cbegin(), m_choice.ids.cend() }, m_summing), this,
        [this, generation = m_generation](const domain::Result<billing::ConvertedSum> &result) {
            if (generation == m_generation && result) {
                takeSum(*result);
            }
        });
}

void ListSelection::takeSum(const billing::ConvertedSum &sum)
{
    m_sum = m_choice.all ? without(m_presenter.outline().sum, sum, m_presenter.reading().basis) : sum;
    m_summed = !m_choice.all || m_presenter.counted();
    Q_EMIT changed();
}

} // namespace billhook::lists
