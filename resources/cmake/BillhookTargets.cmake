# The flags every target shares, and the functions that make a folder's library, a program and a class's test.

option(BILLHOOK_CCACHE "Compile through ccache where it is installed" ON)
option(BILLHOOK_PRECOMPILE "Precompile the headers of Qt and std that most sources need" OFF)
set(BILLHOOK_SANITIZE "" CACHE STRING "Sanitizers for every target, as in -fsanitize=; then only unit tests are registered")
set(BILLHOOK_ONLY_LABELLED "" CACHE STRING "Register only the unit tests that have this label")

# Objects are the same for every clone, whatever its path; precompiled headers need the sloppiness (ccache's manual).
find_program(CCACHE_PROGRAM ccache)
if(BILLHOOK_CCACHE AND CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
    set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

add_library(billhook_flags INTERFACE)
target_include_directories(billhook_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(billhook_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual
    -Wconversion -Wsign-conversion -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wduplicated-branches;-Wlogical-op;-Wuseless-cast;-Wsuggest-override>)
target_compile_definitions(billhook_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_NO_FOREACH QT_NO_JAVA_STYLE_ITERATORS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_QLIST_ITERATORS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(BILLHOOK_SANITIZE)
    target_compile_options(billhook_flags INTERFACE -fsanitize=${BILLHOOK_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(billhook_flags INTERFACE -fsanitize=${BILLHOOK_SANITIZE})
endif()

set(CMAKE_AUTOUIC OFF)
set(CMAKE_AUTOMOC OFF)
add_custom_target(programs COMMENT "All programs")
add_custom_target(unit_tests COMMENT "All unit tests")

# Headers of Qt and std, precompiled once a preset: with Qt Core, and with Widgets for what stands in a folder called views. A third
# to a half of the time of compiling; ours are not among them, because they change. Presets without keep every source's includes honest.
function(billhook_precompiled name)
    add_library(${name} OBJECT ${CMAKE_SOURCE_DIR}/resources/cmake/precompiled.cpp)
    target_link_libraries(${name} PRIVATE billhook_flags ${ARGN})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_precompile_headers(${name} PRIVATE
        <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <utility> <vector>
        <QDateTime> <QFuture> <QJsonDocument> <QJsonObject> <QList> <QObject> <QString> <QStringList> <QTimer> <QVariant>)
endfunction()
if(BILLHOOK_PRECOMPILE)
    # GCC 12 forgets that what it reads from a precompiled header is the system's, and warns of what std does inside.
    target_compile_options(billhook_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overread>)
    billhook_precompiled(precompiled_core Qt6::Core)
    billhook_precompiled(precompiled_widgets Qt6::Widgets)
    target_precompile_headers(precompiled_widgets PRIVATE <QApplication> <QLayout> <QPainter> <QWidget>)
endif()

# billhook_headers(target SOURCES...): moc where one of the sources asks for it, precompiled headers where one includes Qt's; looked
# up when CMake runs.
function(billhook_headers target)
    billhook_lines(found "Q_OBJECT|Q_GADGET|Q_NAMESPACE" ${ARGN})
    if(found)
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
    endif()
    billhook_lines(found "#include <Q[A-Z]" ${ARGN})
    if(NOT BILLHOOK_PRECOMPILE OR NOT found)
        return()
    endif()
    if("${CMAKE_CURRENT_SOURCE_DIR}/" MATCHES "/views/")
        target_precompile_headers(${target} REUSE_FROM precompiled_widgets)
    else()
        target_precompile_headers(${target} REUSE_FROM precompiled_core)
    endif()
endfunction()

# The lines of the sources that match, as far as these stand already.
function(billhook_lines variable regex)
    set(found "")
    foreach(source IN LISTS ARGN)
        cmake_path(ABSOLUTE_PATH source)
        if(EXISTS ${source})
            file(STRINGS ${source} lines REGEX "${regex}")
            list(APPEND found ${lines})
        endif()
    endforeach()
    set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# billhook_library(services_http SOURCES a.cpp a.h LINKS models_domain PUBLIC_LINKS Qt6::Core)
# One static library for the folder it is called in. LINKS are private; PUBLIC_LINKS only where a public header needs them.
function(billhook_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PUBLIC_LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC_LINKS} PRIVATE billhook_flags ${ARG_LINKS})
    billhook_headers(${name} ${ARG_SOURCES})
endfunction()

# billhook_program(billhookd SOURCES main.cpp LINKS services_http)
function(billhook_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE billhook_flags ${ARG_LINKS})
    billhook_headers(${name} ${ARG_SOURCES})
    add_dependencies(programs ${name})
endfunction()

# billhook_test(currencytest SOURCES currencytest.cpp LINKS models_domain
#     [LABELS threads] [TIMEOUT 120] [ENVIRONMENT A=b] [DEFINITIONS A="b"] [DEPENDS billhook-sandbox])
# One CTest entry per class under test; a folder's tests share one executable, <folder>_tests, which runs the class that its first
# word, or the name it is called by, names. The first source holds QTEST_MAIN or its like; because main is renamed there, GCC takes no
# precompiled headers.
function(billhook_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;ENVIRONMENT;LABELS;DEFINITIONS;DEPENDS" ${ARGN})
    if(BILLHOOK_ONLY_LABELLED AND NOT BILLHOOK_ONLY_LABELLED IN_LIST ARG_LABELS)
        return()
    endif()
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/tests OUTPUT_VARIABLE folder)
    string(REPLACE "/" "_" program ${folder}_tests)
    if(NOT TARGET ${program})
        add_executable(${program})
        target_link_libraries(${program} PRIVATE billhook_flags Qt6::Test)
        set_target_properties(${program} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        add_dependencies(unit_tests ${program})
        cmake_language(EVAL CODE "cmake_language(DEFER CALL billhook_test_main ${program})")
    endif()
    set_property(TARGET ${program} APPEND PROPERTY BILLHOOK_TESTS ${name})
    target_sources(${program} PRIVATE ${ARG_SOURCES})
    target_link_libraries(${program} PRIVATE ${ARG_LINKS})
    if(ARG_DEPENDS)
        add_dependencies(${program} ${ARG_DEPENDS})
    endif()
    list(GET ARG_SOURCES 0 first)
    set_property(SOURCE ${first} APPEND PROPERTY COMPILE_DEFINITIONS main=run_${name} ${ARG_DEFINITIONS})
    # The class's own target and name: cmake --build … --target currencytest, build/…/tests/currencytest.
    add_custom_target(${name} DEPENDS ${program})
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    file(CREATE_LINK ${program} ${CMAKE_BINARY_DIR}/tests/${name} SYMBOLIC)
    billhook_add_test(${name} ${program} "${ARG_TIMEOUT}" "${ARG_LABELS}" "${ARG_ENVIRONMENT}")
endfunction()

function(billhook_add_test name program timeout labels environment)
    add_test(NAME ${name} COMMAND ${program} ${name})
    if(NOT timeout)
        set(timeout 120)
    endif()
    if(BILLHOOK_SANITIZE)
        math(EXPR timeout "${timeout} * 3")
    endif()
    set(sanitizers
        QTEST_FUNCTION_TIMEOUT=1800000 # ms; CTest's limit ends what hangs
        ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
        LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0
        TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp:halt_on_error=1:die_after_fork=0)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} LABELS "${labels}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;${sanitizers};${environment}")
endfunction()

# The main of a folder's tests, written when all of the folder's are known.
function(billhook_test_main program)
    get_target_property(tests ${program} BILLHOOK_TESTS)
    set(declarations "")
    set(rows "")
    foreach(name IN LISTS tests)
        string(APPEND declarations "int run_${name}(int argc, char *argv[]);\n")
        string(APPEND rows "    { \"${name}\", run_${name} },\n")
    endforeach()
    configure_file(${CMAKE_SOURCE_DIR}/resources/cmake/testmain.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/${program}main.cpp @ONLY)
    target_sources(${program} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${program}main.cpp)
endfunction()
