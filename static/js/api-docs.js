// Draws the API's description with Swagger UI. Trying an operation in a browser uses its session, which needs the CSRF token.

const place = document.getElementById("api-docs");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  requestInterceptor(request) {
    if (request.method && request.method !== "GET" && new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
    }
    return request;
  },
});
