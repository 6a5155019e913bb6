#include "app/desktop/windowmemory.h"

#include "views/shell/pagestack.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QScreen>

namespace billhook::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr auto geometryKey = "window/geometry"_L1;
constexpr auto themeKey = "window/theme"_L1;
constexpr auto pageKey = "window/page"_L1;
constexpr auto rangeKey = "window/range"_L1;
constexpr auto comparisonKey = "window/comparison"_L1;
constexpr auto pagesKey = "window/pages"_L1;

QString themeName(theme::Mode mode)
{
    switch (mode) {
    case theme::Mode::Light:
        return u"light"_s;
    case theme::Mode::Dark:
        return u"dark"_s;
    case theme::Mode::System:
        break;
    }
    return u"system"_s;
}

/** Numbers of a list that grows at its end only; anything else is what the window begins with. */
template <typename Value> Value numbered(const QVariant &stored, Value last, Value fallback)
{
    bool valid = false;
    const int number = stored.toInt(&valid);
    return valid && number >= 0 && number <= static_cast<int>(last) ? static_cast<Value>(number) : fallback;
}

} // namespace

WindowMemory::WindowMemory()
    : m_settings(u"Billhook"_s, u"billhook"_s)
{ }

theme::Mode WindowMemory::themeMode() const
{
    const QString name = m_settings.value(themeKey).toString();
    if (name == u"light"_s) {
        return theme::Mode::Light;
    }
    return name == u"dark"_s ? theme::Mode::Dark : theme::Mode::System;
}

void WindowMemory::setThemeMode(theme::Mode mode)
{
    m_settings.setValue(themeKey, themeName(mode));
}

QString WindowMemory::page() const
{
    return m_settings.value(pageKey, u"overview"_s).toString();
}

void WindowMemory::restore(shell::MainWindow &window, QSize size) const
{
    if (!window.restoreGeometry(m_settings.value(geometryKey).toByteArray())) {
        window.resize(size.boundedTo(window.screen()->availableSize()));
    }
    restorePages(window);
}

void WindowMemory::restoreWithSize(shell::MainWindow &window, QSize size) const
{
    window.resize(size);
    restorePages(window);
}

void WindowMemory::restorePages(shell::MainWindow &window) const
{
    const domain::RangeChoice usual;
    window.setRange({ numbered(m_settings.value(rangeKey), domain::RangePreset::All, usual.preset),
        numbered(m_settings.value(comparisonKey), domain::Comparison::None, usual.comparison) });
    const QByteArray pages = m_settings.value(pagesKey).toByteArray();
    window.pages().setMemories(QJsonDocument::fromJson(pages).object().toVariantMap());
}

void WindowMemory::save(const shell::MainWindow &window)
{
    m_settings.setValue(geometryKey, window.saveGeometry());
    m_settings.setValue(pageKey, window.currentPage());
    m_settings.setValue(rangeKey, static_cast<int>(window.range().preset));
    m_settings.setValue(comparisonKey, static_cast<int>(window.range().comparison));
    const QJsonObject pages = QJsonObject::fromVariantMap(window.pages().memories());
    m_settings.setValue(pagesKey, QJsonDocument(pages).toJson(QJsonDocument::Compact));
    m_settings.sync();
}

} // namespace billhook::desktop
