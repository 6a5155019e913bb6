"use strict";
window.addEventListener("load", () => {
    Redoc.init("/openapi.json", { disableSearch: true, hideLogo: true, nativeScrollbars: true }, document.getElementById("redoc"));
});
